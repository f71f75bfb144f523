"""The history by who did it: how much each of the staff looked at, took out, and tried in vain."""
