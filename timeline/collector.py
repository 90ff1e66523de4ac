"""The garbage collector, kept from walking what is being built."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Keep the garbage collector off while many small objects are made that all stay.

    Thousands of visits are millions of tuples, none of them garbage; walking them again and again takes as long as
    making them. Nothing is leaked: what is no longer referred to is freed at once, pause or not, and rings of objects
    are found after it. A program that has switched the collector off finds it off.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
