"""様式: how a form looks, and which number goes into which of its cells."""
