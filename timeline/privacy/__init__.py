"""Analyses that say less about people."""
