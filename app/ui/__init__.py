"""The window: frame, screens and the parts they are made of."""

from app.ui.importing import take_back

take_back()
