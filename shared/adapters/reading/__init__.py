"""Reads intents about data services, step after step; the application (`offline.ir`) that it understands is written by `offline`.

the text            plain, restricting, spelling, outline, paths, tables, gapping, lexicon: statements and routes, in few wordings
services of tools   tools, toolinputs, toolrefusals, toolanswers, toolhistory, greetings: pure operations on what is sent
the operations      routing, implied (where no path is named), completing, redirecting, placing, webpages
fields              declaring, bracketed, announcing, carried, plausible, fieldlists, bodies, inserted, phrases, altering, renaming: where a text says what there is;
                    constraints, forms, absence, stating, excluding, dependent, bounding, membership: what is said of values
hidden fields       hidden, beginning, states, machines
names               grounding: names become marks; traces, polarity: what a state in a clause is
refusals            clauses, alternatives: conditions find their status; cases, refusals: what a condition means, each reader one kind of rule:
                    invalid, fixed, uniqueness, renewals, quotas, capacity, stock, comparing, valued, spans, loans, ownership, closing, switching, conditions,
                    gating, entering, records
actions             effects, flagging, repeating, moving, amounts, deciding, stepping, directions, owning, queueing, tagging, links, selflinks
answers             glosses, derived, mapping, totals, qualified, factors, shares, lasting, belated, verdicts, grouping, standings, ranking: members and totals;
                    listings, parameters, ordering, selecting, chance, holding, through: lists
the steps           resources, operations, rules, answers, reader: in their order
what was passed over  heeding, doubts

See docs/decisions/022. Nothing here does I/O.
"""
