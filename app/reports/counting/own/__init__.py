"""独自の集計: figures that an office defines for itself."""
