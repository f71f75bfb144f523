"""社会資源: what a 関係機関 offers, to whom, under which conditions."""
