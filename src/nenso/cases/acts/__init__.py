"""What is done with a case once it is there, and what each act changes beside it."""
