"""Assembles all drops, has them built and tested, scores, and drives the repair loop (AITL).

Consumes: ValidationRequested, DropPublished and TaskFailed (owner validation).
Emits: TaskDispatched (roles check and fixer), ValidationReported, ValidationConcluded.
Owns: `validation`.
"""
