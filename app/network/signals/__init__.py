"""端緒: what somebody noticed, before anybody knows whom it is about."""
