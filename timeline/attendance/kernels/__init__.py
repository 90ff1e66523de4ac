"""The law of the minutes on sorted integer arrays, for many dates at once.

Every module here is a few functions over arrays of int64, written in the part of Python that numba compiles, and
calls nothing outside itself: what numba keeps on the disk for a file is then good for as long as that file is. The
same functions run without numba; tests compare them with the interval trees that way.
"""
