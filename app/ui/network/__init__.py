"""Parts of the window that show or choose 関係機関, used by several screens."""
