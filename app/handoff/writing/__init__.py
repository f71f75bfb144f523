"""文を書く: a letter of our own, from what is typed to the file that is given away."""
