"""共有したこと of a 会議: what was told about whom to which organisation, and on which basis."""
