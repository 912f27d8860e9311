"""What answers show: members, totals, lists."""
