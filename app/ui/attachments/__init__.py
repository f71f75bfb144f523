"""添付 on the screen: a list to embed, a look inside, copies for other programs."""
