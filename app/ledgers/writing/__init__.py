"""台帳出力: the office's cases written back in the layout of the ledger that was taken in."""
