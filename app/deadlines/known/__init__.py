"""What is known of cases, as the rules of time look at it, and the rules as the centre set them."""
