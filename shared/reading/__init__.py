"""Reads intents about data services and small tools, step after step; `shared.writing` writes the application that is understood.

text      plain, background, finality, formal, arrowed, stated, until, ordered, offering, shown, summed, waitlisted, wrapping, placed, restricting, spelling, generic, passive, headlines, gathered, exchanged, parallel, gapping, sentences, sent, fronted,
          reworded, broken, paths, tables, outline, faults, led, following, reach, mentions, wrapped, lexicon, shapes: statements and routes, in few wordings
tools     services, inputs, refusals, answers, history, greetings: services of pure operations on what is sent;
          vocabulary, operations_daily, operations_numbers, operations_text, operations_units, roles: the operations they are made of
routes    routing, roles, completing, deletions, unoffered, redirecting, returning, placing, viewing, webpages: the operations; where no path is named, briefs, entries,
          finding, figures, subjects, giving, homepage, implied, deeds, stepwise, infinitives, carrying, dealings, memberships, owned, prosaic, unserved: what none of them does; absent: paths that nothing is served at;
          undeclared: what a text declares beside the paths it names
fields    declaring, bracketed, announcing, carried, plausible, fieldlists, listparts, bodies, inserted, plurals, phrases, altering, renaming: where
          a text says what there is; constraints, duties, choices, limits, forms, absence, present, defaulting, stating, excluding, dependent, bounding, membership,
          inner: what is said of values; natural, kept, chosen, beginning, anew, numbering, states, chains, reached, machines: what requests do not carry
names     grounding: names become marks; traces, polarity: what a state in a clause is
refusals  clauses, alternatives: conditions find their status; cases, parting, readers: what a condition means, each module one kind of rule: asked,
          several, invalid, fixed, counters, exclusive, held, uniqueness, renewals, quotas, holders, capacity, stock, overdrawn, comparing, valued, spans, lengths, clock, loans, ownership, closing,
          sequences, staying, paired, switching, thereafter, rejected, meant, conditions, gating, lacking, omitting, ranging, referenced, replacing, general, entering, rising, records; reasons: the words for a state that refuses; futile: what was misread as another action's
actions   effects, verbs, flagging, keeping, counting, matching, repeating, moving, amounts, handing, signed, deciding, stepping, advancing, directions, owning, queueing, waiting, tagging, recording, lining, links,
          joined, idlists, selflinks, peers, leading, drawing, displacing, clearing, harmless, between
results   glosses, numbers, moments, derived, statistics, belonging, formulas, mapping, totals, summing, excerpts, expanded, distinct, measuring, countable, qualified, leftover, factors, lines, tiers, graded, previous, fitting, charges, portions, reductions, rounding, winners, shares, lasting, belated, verdicts, narrowed,
          composed, outcomes, promised, grouping, standings, ranking: members and totals; ranges, listings, parameters, sorting, ordering, precedence, cutting, parts, selecting, instead, chance, holding,
          vacant, omitting, through: lists
pages     clauses, kept, lacking, columns, alone, grouped, related, ranked, written, answered: what pages over the data show, and in which words
steps     resources, hidden, operations, rules, lists, computed, answers: what a reading does, in this order
changes   conversation, asking, restating, naming, additions, revisions, removals: what is said after the intent, of an application that is there
reader    puts the steps together; heeding, doubts: what was passed over; refused: what is beyond it, and how it says so

See docs/decisions/022 and 026. Nothing here does I/O.
"""
