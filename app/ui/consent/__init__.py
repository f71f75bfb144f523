"""Parts of the window about 同意 and 情報提供 that several screens use."""
