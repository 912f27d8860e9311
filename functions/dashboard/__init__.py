"""The read model of every run, and what the event stream sends.

Consumes: every topic; a timer.
Emits: nothing.
Owns: the projection tables; the lists of dead letters and of views that have not seen an end.
"""
