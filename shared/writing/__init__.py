"""Writes applications: what a reading found (`ir`) becomes code, tests and pages in Python (`write_*`) or TypeScript. Pure."""
