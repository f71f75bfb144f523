"""情報提供: what was handed to whom, on which legal basis, and what became of it."""
