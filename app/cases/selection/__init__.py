"""特別調整の選定: what the 保護観察所 decided about a person, and why."""
