"""Who is discussed in a 会議: people with a case, or a 端緒 nobody is known for yet."""
