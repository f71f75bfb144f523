"""離席: a desk that locks itself, and what is left on the screen while it does."""
