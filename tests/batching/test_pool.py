"""The processes of a run."""

from __future__ import annotations

import signal
import subprocess
import sys

#: Two processes have carried out a step and wait for the next when the one that began them is killed.
KILLED = """
import os, signal
from timeline.batching.known import Known
from timeline.batching.pool import Processes

processes = Processes(Known(None), 2)
for begun in [processes.submit(bool, (), None) for _ in range(2)]:
    begun.result()
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_processes_end_with_the_one_that_began_them_when_it_is_killed() -> None:
    """Each holds the pipes of what it says, which are read to their end here."""
    killed = subprocess.run([sys.executable, "-c", KILLED], capture_output=True, check=False, timeout=120)
    assert killed.returncode == -signal.SIGKILL
