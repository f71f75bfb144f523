"""The window: frame, screens and the parts they are made of."""
