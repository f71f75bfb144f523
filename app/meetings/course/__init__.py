"""The course of a 会議: held, taken back, cancelled, the next one planned."""
