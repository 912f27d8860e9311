"""Names become marks, and what a state in a clause means."""
