"""People whom nobody has been in touch with for a while."""
