"""請求: who asked for what, and by when it is to be decided."""
