"""旅費・移動一覧: the ways of one member of staff in a month, for 精算."""
