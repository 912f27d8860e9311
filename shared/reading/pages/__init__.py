"""What pages over the data show, and in which words."""
