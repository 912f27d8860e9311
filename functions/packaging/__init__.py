"""Builds the QLCapsule: deterministic archive, SBOM, signed provenance.

Consumes: ValidationConcluded.
Emits: CapsulePackaged.
Owns: the capsules in the tenant's container.
"""
