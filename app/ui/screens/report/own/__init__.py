"""独自の集計: the dialog in which an office defines figures of its own."""
