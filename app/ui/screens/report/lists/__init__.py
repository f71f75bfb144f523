"""一覧表: lists of one's own on the screen."""
