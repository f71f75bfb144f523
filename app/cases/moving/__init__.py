"""Taking steps: forward, to the end, open again, back with a reason, and what grows out of them."""
