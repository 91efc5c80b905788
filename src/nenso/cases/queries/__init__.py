"""What is read of cases: one of them, lists, queues, counts, for whoever may see them."""
