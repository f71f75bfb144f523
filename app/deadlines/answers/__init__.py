"""Answers to つなぎ that have not come, as days the rules look at."""
