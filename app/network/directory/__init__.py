"""The list of 関係機関: filtered, sorted and paged; who is connected with one of them."""
