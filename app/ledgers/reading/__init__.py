"""Reading a ledger file (.xlsx) safely into plain grids of values."""
