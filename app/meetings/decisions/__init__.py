"""決まったこと of a 会議: who does what by when; what the own centre does becomes a task."""
