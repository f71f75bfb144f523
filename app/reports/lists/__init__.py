"""一覧表: a list of cases of one's own making: conditions, columns, an order, and a name."""
