"""支出: what was paid, with its evidence; a correction keeps what stood before."""
