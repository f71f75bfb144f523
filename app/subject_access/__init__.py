"""開示請求: what somebody asks of the records about them, item by item decided, released by two persons."""
