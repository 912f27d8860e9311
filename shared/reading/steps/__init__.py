"""The steps of a reading, in their order: resources, hidden, operations, rules, answers."""
