"""The place 関係機関: organisations, municipalities, events."""
