"""外から届いたファイル: read in a process of their own that holds no key and has little room."""
