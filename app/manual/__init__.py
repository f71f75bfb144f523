"""手引き: the pages in `resources/manual`, read as plain words, steps, tables and pictures."""
