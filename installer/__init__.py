"""The Windows program: building it, its installer, and the proof that both work."""
