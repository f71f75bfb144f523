"""A 会議 as 支援経過 of those who were discussed."""
