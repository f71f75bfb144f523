"""控え: copies of the office's data, kept by plan, tried out, and put back."""
