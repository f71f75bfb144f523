"""旅費 taken over from the 支援経過: every way is paid once."""
