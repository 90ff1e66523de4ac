"""Synthetic clinic days, for demonstrations and tests; findings can be planted in them."""
