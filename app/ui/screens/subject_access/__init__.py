"""開示請求: the list of requests, the items of one, and their release."""
