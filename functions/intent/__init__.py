"""Checks what the RequirementsAgent answered, keeps requirements.md and its structured form.

Consumes: IntentSubmitted, DropPublished (role requirements).
Emits: IntentSpecified, ClarificationRequested, IntentRefused.
Owns: `intent`.
"""
