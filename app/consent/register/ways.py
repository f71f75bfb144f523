"""How a consent was given, or that the person said no."""

HOW = "consent_how"
"""The table of these codes."""
ORAL, REFUSED = "oral", "refused"
