"""Pages for administrators: what an agency, and those below it, decide about themselves."""
