"""Transforming an analysis so that it tells less about people."""
