"""Transforming an analysis so that it says less about people."""
