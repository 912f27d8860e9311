"""Reads intents about data services, step after step; the application (`offline.ir`) that it understands is written by `offline`.

outline, lexicon            statements and routes, in few wordings
routing, declaring,
fieldlists, constraints,
stating                     resources, operations, fields and what is said of their values
implied                     operations of an intent that names none
grounding, clauses          names become marks; conditions find their status
refusals and its readers    what is refused, when: invalid, uniqueness, comparing, conditions, capacity, spans,
                            ownership, valued
states, effects, links,
loans                       what operations change
derived, totals, standings,
listings                    what answers contain
resources, hidden,
operations, rules, answers,
reader                      the steps in their order
See docs/decisions/022. Nothing here does I/O.
"""
