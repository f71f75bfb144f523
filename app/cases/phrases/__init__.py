"""定型文: wordings of the centre that are put into the text of a 支援経過."""
