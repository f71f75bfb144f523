"""役割でできること: the office's own table of roles."""
