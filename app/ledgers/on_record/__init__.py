"""いまの記録: what the office has already of what a ledger tells."""
