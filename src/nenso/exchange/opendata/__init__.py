"""Open data (dữ liệu mở): what registers declare open to everyone, published as files and told by a catalogue."""
