"""A PostgreSQL server of the tests' own: in a temporary folder, on a free port of this machine, gone afterward."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

#: Where Debian and Ubuntu keep the programs of a server, which are on nobody's path.
_INSTALLED = Path("/usr/lib/postgresql")
USER, PASSWORD = "clerk", "not-a-secret"


@dataclass(frozen=True)
class Server:
    """A running server: its port, the folder of its socket."""

    port: int
    folder: Path

    def address(self, database: str = "clinic", user: str = USER) -> str:
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}"

    def run(self, statements: str, database: str = "clinic") -> None:
        """Run statements as the server's owner, through its socket."""
        command = ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", str(self.folder), "-p", str(self.port)]
        run_tool([*command, "-U", "owner", "-d", database, "-c", statements])


def run_tool(command: list[str]) -> None:
    """Run a program of PostgreSQL; as root, in the name of a user without rights, as it insists."""
    name, *arguments = command
    nobody = ["setpriv", "--reuid", "nobody", "--clear-groups"] if os.geteuid() == 0 else []
    done = subprocess.run(
        [*nobody, tool(name), *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        cwd="/",
        check=False,
    )
    assert done.returncode == 0, f"{name}: {done.stdout}{done.stderr}"


def tool(name: str) -> str:
    found = [str(path) for path in sorted(_INSTALLED.glob(f"*/bin/{name}"))] or [shutil.which(name) or ""]
    assert found[-1], f"{name} is missing: install PostgreSQL (the package postgresql), as .ci/setup does"
    return found[-1]


@contextmanager
def running_server() -> Iterator[Server]:
    """Start a server with a database `clinic` and a user who needs a password; stop it in the end."""
    with tempfile.TemporaryDirectory(prefix="pg") as made:
        folder = Path(made)
        if os.geteuid() == 0:
            shutil.chown(folder, "nobody")
        data = folder / "data"
        run_tool(["initdb", "-D", str(data), "-U", "owner", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"])
        access = "local all owner trust\nhost all all 127.0.0.1/32 scram-sha-256\n"
        (data / "pg_hba.conf").write_text(access)
        port = _free_port()
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        run_tool(["pg_ctl", "-D", str(data), "-l", str(folder / "log"), "-w", "-t", "60", "-o", options, "start"])
        try:
            server = Server(port, folder)
            server.run("CREATE DATABASE clinic", "postgres")
            server.run(f"CREATE ROLE {USER} LOGIN PASSWORD '{PASSWORD}'")
            yield server
        finally:
            run_tool(["pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop"])


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
