"""市町村 by 年度: whether 重層事業 runs there and who does what in it."""
