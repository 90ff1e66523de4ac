"""Loaded first by a process that loads the program for others to be copied from it: Ctrl-C ends it without a word.

The one that begins it holds the signal back until here; a process in which it is not held back stays as it is.
"""

from __future__ import annotations

import signal
import sys

if sys.platform != "win32" and signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ()):
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
