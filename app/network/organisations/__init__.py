"""関係機関: the offices, facilities and volunteers a centre works with."""
