"""相手の事務所: our own keys, the offices we exchange letters with, and which of their keys hold."""
