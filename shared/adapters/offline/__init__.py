"""A model that needs no network and no key: it understands intents for data services and small tools, by rules, and refuses the rest.

ir, types              the application, understood; types and limits of fields
words, text            English words; JSON and brackets in a text
operations*, roles     the operations that calculators and text tools are made of
write_*, library,
samples,
requests_of_tests      the application, written: code, pages, tests
specify                requirements and plan
changing, asking       what is said afterwards, and what is asked
refused                what is beyond it, and how it says so
`shared.adapters.reading` reads; `model` answers the roles. Nothing here does I/O.
"""
