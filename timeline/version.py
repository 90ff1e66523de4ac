"""The version of the product, where nobody has to climb for it."""

__version__ = "0.1.0"
