"""A model that needs no network and no key: it understands intents for data services and small tools, by rules, and refuses the rest.

text, calls            statements, and the endpoints that they name, each with its words
nouns, entities,
described, fields,
constraining, types    resources, their fields and the fields' limits
resources, reader      the steps in their order
classify, special,
actions, aggregates,
formulas, listings     what each endpoint does
rules and its readers
(limits, states, …)    what is refused, when, with which status
ir                     the application, understood
write_*, library,
operations             the application, written: code, pages, tests
refused                what is beyond it, and how it says so
`model` asks `shared.adapters.reading`, the newer reader, first. Nothing here does I/O.
"""
