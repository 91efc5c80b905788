"""How good a register is (đúng, đủ, sạch, sống): its rules measured record by record, counted by agency and day."""
