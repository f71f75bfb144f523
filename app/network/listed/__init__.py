"""関係機関 of the whole country that are known before anything is typed (`resources/places/`)."""
