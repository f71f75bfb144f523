"""Set-up: the questions asked once, before there is an office."""
