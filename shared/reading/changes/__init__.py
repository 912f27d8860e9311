"""What is said after an intent: a change of the live app, and answers to questions.

asking        what is worth a question
restating     a sentence that was not understood, and what is said instead
conversation  one sentence after another, each of which has to make a difference
naming        which resource, field or operation of the app is meant
additions     fields, operations and children that the app gets, as an intent would say them
revisions     what holds for a field that is there: limits, choices, whether it is required
removals      what is taken out
"""
