"""The processes of a run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

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


def test_processes_end_without_a_word_with_the_one_that_began_them_when_it_is_killed() -> None:
    """Each holds the pipes of what it says, which are read to their end here."""
    killed = subprocess.run([sys.executable, "-c", KILLED], capture_output=True, check=False, timeout=120)
    assert (killed.returncode, killed.stderr) == (-signal.SIGKILL, b"")


#: What loads the program for all processes is stopped by Ctrl-C meanwhile.
STOPPED = """
import sys
from timeline.batching import pool
from timeline.batching.known import Known

pool._LOADED = [pool._LOADED[0], "stopped_while_it_loads"]
try:
    pool.Processes(Known(None), 1).submit(bool, (), None).result()
except (BrokenPipeError, ConnectionError, EOFError):
    sys.exit(3)
"""


def test_a_ctrl_c_while_processes_load_ends_them_without_a_word(tmp_path: Path) -> None:
    (tmp_path / "stopped_while_it_loads.py").write_text("import os, signal\nos.kill(os.getpid(), signal.SIGINT)\n")
    paths = os.pathsep.join([str(tmp_path), *sys.path])
    done = subprocess.run(
        [sys.executable, "-c", STOPPED],
        capture_output=True,
        check=False,
        timeout=120,
        text=True,
        env={**os.environ, "PYTHONPATH": paths},
    )
    assert (done.returncode, done.stderr) == (3, "")
