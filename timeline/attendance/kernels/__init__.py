"""The law of the minutes on sorted integer arrays, for many dates at once.

Every module here is a few functions over arrays of int64, written in the part of Python that numba compiles, and
calls nothing outside itself: what numba keeps on the disk is named by the content of one module (`compiled`). The
same functions run without numba; tests compare them with the interval trees that way.
"""
