"""How a case comes in: whose it is, its draft, form, papers and fee, where it goes, its number."""
