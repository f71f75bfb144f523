"""Counting: figures as the sets of cases they count, what lies beside them, and their sentences."""
