"""対象者: names, birth, duplicates."""
