"""Figures, forms and the files made of them."""
