"""What can go wrong with a case, each in words for the person who can do something about it."""
