"""What a person needs from 社会資源, for searching them."""
