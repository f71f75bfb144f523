"""データ一式: the whole office handed over, for the end of a contract."""
