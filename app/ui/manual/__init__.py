"""手引き in its own window: the page for what one is at, found by words, saved as a PDF."""
