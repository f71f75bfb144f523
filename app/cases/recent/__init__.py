"""最近開いたケース: the cases that somebody had open last."""
