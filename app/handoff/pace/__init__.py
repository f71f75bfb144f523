"""How long things may take in 広域: how long a letter can be taken in, after how long one asks again."""
