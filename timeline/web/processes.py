"""The processes that work for the server, kept for the next piece of work, and their end, of which nobody hears."""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

Process = subprocess.Popen[bytes]

_PROGRAM = "from timeline.web.worker import main; main()"
#: How long the end waits for threads, in seconds; each needs as long as the system takes to kill a process.
_PATIENCE = 10.0


class EndedError(OSError):
    """The server ends: no process begins."""


#: Processes that wait for work, and all there are.
_idle: list[Process] = []
_all: set[Process] = set()
#: Threads that speak to a process.
_threads: set[threading.Thread] = set()
_ending = threading.Event()
_lock = threading.Lock()


def thread(work: Callable[..., object], *arguments: Any) -> None:
    """Start a thread that speaks to processes; `end` waits for it."""

    def run() -> None:
        try:
            work(*arguments)
        finally:
            with _lock:
                _threads.discard(started)

    started = threading.Thread(target=run, daemon=True)
    with _lock:
        _threads.add(started)
    try:
        started.start()
    except RuntimeError:  # the system has no thread left
        with _lock:
            _threads.discard(started)
        raise


def taken() -> Process:
    """Take a process that waits for work, or start one.

    Raises
    ------
    OSError: the system has no place for a process, or the server ends.
    """
    with _lock:
        while _idle:
            process = _idle.pop()
            if process.poll() is None:
                return process
    return started()


def started() -> Process:
    """Start a process.

    Raises
    ------
    OSError: the system has no place for a process, or the server ends.
    """
    if _ending.is_set():
        raise EndedError
    process = subprocess.Popen(  # noqa: S603 (this Python, our own words)
        [sys.executable, "-c", _PROGRAM],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        start_new_session=True,  # Ctrl-C is the server's
    )
    with _lock:
        _all.add(process)
        if _ending.is_set():
            process.kill()
    return process


def given_back(process: Process) -> None:
    """Keep a process that has done its work for the next piece."""
    with _lock:
        _idle.append(process)


def gone(process: Process) -> None:
    """Kill a process and forget it; only who took it may do so, because its pipes are closed."""
    with _lock:
        _all.discard(process)
    process.kill()
    for pipe in (process.stdin, process.stdout):
        with suppress(OSError):
            if pipe is not None:
                pipe.close()
    process.wait()


def end() -> None:
    """Kill every process, and wait until the threads that speak to them have noticed.

    A thread that was left alone would speak of the death of its process, or of a pipe closed while it read, when the
    program is ending and nobody can do anything about it.
    """
    _ending.set()
    with _lock:
        for process in _all:
            process.kill()
    until = time.monotonic() + _PATIENCE
    while left := _left():
        left[0].join(max(0.0, until - time.monotonic()))
        if time.monotonic() >= until:
            return
    with _lock:
        rest, _idle[:] = list(_idle), []
    for process in rest:
        gone(process)
    _ending.clear()


def _left() -> list[threading.Thread]:
    with _lock:
        return [each for each in _threads if each is not threading.current_thread()]


atexit.register(end)
