"""身柄と手続の日: days of a case that have no field of their own, some of them to the minute."""
