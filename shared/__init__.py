"""What two or more components need. A closed list: a module comes in with its second user, under a name that says what it owns."""
