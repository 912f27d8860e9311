"""Statements and routes of a text, in few wordings."""
