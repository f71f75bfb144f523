"""つなぎ: a person handed on to another office for help, or handed to the centre."""
