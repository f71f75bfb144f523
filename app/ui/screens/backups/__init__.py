"""控えと復元: the place where 控え are seen, made, tried out and planned."""
