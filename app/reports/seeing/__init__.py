"""動き: what moved over months, as plots whose every mark is the set of what it counts."""
