"""開示: what two persons read and release, kept as it was given."""
