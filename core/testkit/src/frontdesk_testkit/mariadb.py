"""MariaDB for tests against a real server: found, or installed where that is possible, and started on a folder.

`mariadbd` on the path, else Debian's `mariadb-server-core` when the tests run as root. Where none of that leads to
a server, the test fails with the line that installs one. `$FRONTDESK_TEST_MARIADB` names a server that runs already
(`mariadb://root@127.0.0.1:3306/`): tests ask for it before they start one.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final
from urllib.parse import quote

from frontdesk_testkit.debian import install

NAMES: Final = ("mariadbd", "/usr/sbin/mariadbd", "/usr/local/sbin/mariadbd", "/opt/homebrew/bin/mariadbd")
PACKAGE: Final = "mariadb-server-core"
"""The server alone: nothing of it is started by the system."""
READY: Final = "ready for connections"
_LOOK: Final = 0.05
"""Seconds between two looks at what it says."""
_SCRIPTS: Final = ("system_tables", "performance_tables", "system_tables_data")
_LEAN: Final = (
    "--innodb-buffer-pool-size=64M",
    "--innodb-flush-log-at-trx-commit=2",  # what is committed outlives the server, if not the machine
    "--skip-log-bin",
)


class MariaDbMissing(RuntimeError):  # noqa: N818 - it says what is the case
    """There is no MariaDB, and it cannot be installed from here."""


def find_mariadb() -> str:
    """The path of MariaDB's server, installed first where it is missing and can be."""
    found = _on_path()
    if found:
        return found
    problem = install(PACKAGE)
    found = _on_path()
    if not found:
        raise MariaDbMissing(f"no MariaDB: {problem or PACKAGE}, or set FRONTDESK_TEST_MARIADB to a server's address")
    return found


def _on_path() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)


class MariaDb:
    """A server of its own on a folder, reached by a socket in it; `root` needs no password."""

    def __init__(self, folder: Path) -> None:
        self._binary = find_mariadb()
        self._data = folder / "data"
        self._socket = folder / "s"
        self._log = folder / "log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its address; append a database's name by `database`."""
        return self.database("")

    def database(self, name: str, user: str = "root") -> str:
        """The address of one database."""
        return f"mariadb://{user}@localhost/{name}?unix_socket={quote(str(self._socket), safe='')}"

    def start(self) -> None:
        """Start it, its tables made first where there are none yet; returns when it takes connections."""
        if not self._data.exists():
            self._data.mkdir(parents=True)
            self._make_tables()
        with self._log.open("w", encoding="utf-8") as log:
            self._process = subprocess.Popen(  # noqa: S603 - arguments of our own
                [*self._command(), f"--socket={self._socket}", f"--pid-file={self._socket}.pid"], stderr=log
            )
        while READY not in self._said():
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(_LOOK)
                raise MariaDbMissing(f"{self._binary} does not start:\n{self._said()[-2000:]}")

    def kill(self) -> None:
        """End it without a word, as a crash does."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it."""
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait()
            self._process = None

    def _said(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace")

    def _command(self) -> list[str]:
        as_root = ["--user=root"] if os.geteuid() == 0 else []
        return [self._binary, "--no-defaults", f"--datadir={self._data}", "--skip-networking", *_LEAN, *as_root]

    def _make_tables(self) -> None:
        """What `mariadb-install-db` does: it is not in the package of the server alone."""
        said = "CREATE DATABASE mysql;\nUSE mysql;\nSET @auth_root_socket = NULL;\n"
        script = said + "\n".join(self._script(name) for name in _SCRIPTS)
        done = subprocess.run(  # noqa: S603 - as above
            [*self._command(), "--bootstrap"], input=script, text=True, capture_output=True, check=False
        )
        if done.returncode != 0:
            raise MariaDbMissing(f"{self._binary} makes no tables:\n{done.stderr[-2000:]}")

    def _script(self, name: str) -> str:
        root = Path(self._binary).resolve().parent.parent / "share"
        for folder, prefix in (("mysql", "mysql"), ("mysql", "mariadb"), ("mariadb", "mariadb"), ("mariadb", "mysql")):
            file = root / folder / f"{prefix}_{name}.sql"
            if file.exists():
                return file.read_text(encoding="utf-8")
        raise MariaDbMissing(f"no {name} below {root}: install '{PACKAGE}' anew")


@contextmanager
def running_mariadb(folder: Path) -> Iterator[MariaDb]:
    """A server while the block lasts. Keep the folder's path short: a socket's may have some 100 characters."""
    server = MariaDb(folder)
    server.start()
    try:
        yield server
    finally:
        server.stop()
