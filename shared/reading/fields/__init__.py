"""What there is, and what is said of values."""
