"""A model that needs no network and no key: it answers every role from what `shared.reading` understands and `shared.writing` writes.

model                  answers the roles
specify                requirements and plan
"""
