"""Pages for who publishes scores and ranks."""
