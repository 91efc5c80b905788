"""The declarations as typed, frozen values: what a formula's files say, with every ``use`` resolved."""
