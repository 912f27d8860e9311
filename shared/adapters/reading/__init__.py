"""Reads intents about data services, in steps: outline, routes, fields, operations, rules. See `reader`."""
