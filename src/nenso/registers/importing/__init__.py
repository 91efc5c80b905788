"""Tables into registers: columns guessed, cells made values, rows checked, written once, kept aside when bad."""
