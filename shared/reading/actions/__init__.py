"""What operations do to what is stored."""
