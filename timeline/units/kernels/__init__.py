"""The law of units on integer arrays, for many questions at once (claims §2 to §5).

Every module here is a few functions over arrays of int64, written in the part of Python that numba compiles, and calls
nothing outside itself, as in `timeline.attendance.kernels`. The same functions run without numba.
"""
