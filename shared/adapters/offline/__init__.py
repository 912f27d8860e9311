"""A model that needs no network and no key: it answers every role from what `shared.reading` understands and `shared.writing` writes.

model       answers the roles
files       an understood application's files
intake      what users say, as the application that they ask for (imports the reader)
specify     requirements and plan, with `phrasing` and `limits` in words
idle        sentences that change nothing
"""
