"""Services of pure operations on what is sent: calculators, converters, text tools."""
