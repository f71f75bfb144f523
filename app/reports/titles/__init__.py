"""Titles of papers whose official name was not found: the office may call them otherwise."""
