"""The wheel, installed where there is no checkout: whatever the bot needs is inside."""

import json
import re
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bot.sandbox.people import ANNA
from tests.command_line import SECONDS, Running
from tests.sandbox import Workspace

CHECKOUT = Path(__file__).parents[2]
PACKAGES = ("bot", "db", "handlers", "rules")
DEPENDENCIES = sysconfig.get_paths()["purelib"]
# -S leaves out the .pth files, by which the checkout would come in, and -I the working folder and the environment.
PYTHON = (sys.executable, "-I", "-S", "-c")
PATHS = "import sys; sys.path += [{installed!r}, {dependencies!r}]; "


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=CHECKOUT, check=True, capture_output=True)  # noqa: S603 - our own command
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel alone into a folder of its own."""
    folder = tmp_path_factory.mktemp("installed")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input"]
    command = [*pip, "install", "--no-deps", "--no-index", "--no-compile", "--target", str(folder), str(wheel)]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own command
    return folder


@pytest.fixture
def start(installed: Path, tmp_path: Path) -> Iterator["Start"]:
    """Return what starts the installed program in an empty folder."""
    empty = tmp_path / "empty"
    empty.mkdir()
    start = Start(installed, empty)
    yield start
    start.end_all()


class Start:
    """Starts the installed program."""

    def __init__(self, installed: Path, folder: Path) -> None:
        self.folder = folder
        self._paths = PATHS.format(installed=str(installed), dependencies=DEPENDENCIES)
        self._started: list[Running] = []

    def run(self, *arguments: str) -> str:
        """Run a command to its end and return what it said."""
        return self.python("from bot.cli import main; main()", *arguments)

    def python(self, program: str, *arguments: str) -> str:
        command = [*PYTHON, self._paths + program, *arguments]
        done = subprocess.run(  # noqa: S603 - our own command
            command, cwd=self.folder, env={}, capture_output=True, text=True, timeout=SECONDS, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def running(self, *arguments: str) -> Running:
        """Start a command that goes on until it is told to stop."""
        command = [*PYTHON, self._paths + "from bot.cli import main; main()", *arguments]
        process = subprocess.Popen(  # noqa: S603 - our own command
            command, cwd=self.folder, env={}, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        self._started.append(Running(process))
        return self._started[-1]

    def end_all(self) -> None:
        for each in self._started:
            each.close()


def test_it_holds_the_four_packages_and_all_their_files(wheel: Path):
    with zipfile.ZipFile(wheel) as content:
        names = {name for name in content.namelist() if not name.startswith("commsbot-")}
        entry_points = content.read(next(n for n in content.namelist() if n.endswith("entry_points.txt"))).decode()
    here = {
        str(path.relative_to(CHECKOUT))
        for package in PACKAGES
        for path in (CHECKOUT / package).rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    assert names == here
    assert "commsbot = bot.cli:main" in entry_points


def test_it_runs_by_itself_without_the_checkout(start: Start, installed: Path):
    names = ", ".join(PACKAGES)
    found = start.python(f"import {names}; print(*(each.__file__ for each in ({names})), sep='\\n')")
    assert found.split() == [str(installed / package / "__init__.py") for package in PACKAGES]


def test_what_it_reads_is_inside(start: Start):
    assert json.loads(start.run("manifest")) == json.loads((CHECKOUT / "manifest.json").read_text("utf-8"))
    assert json.loads(start.run("triage", "--json", "You idiot"))["suggestion"] == "hide"
    assert "The database is at revision" in start.run("db", "upgrade")
    assert "commsbot.db" in [path.name for path in start.folder.iterdir()]


def test_the_demo_opens_a_page_with_cards(start: Start):
    demo = start.running("demo")
    address = re.search(r"http://\S+", demo.wait_for("Open  http"))
    assert address
    page = httpx.get(address[0], trust_env=False)
    assert page.status_code == 200
    files = re.findall(r'(?:href|src)="(/[^"]+\.(?:css|js|svg))"', page.text)
    assert files
    for file in files:
        assert httpx.get(address[0] + file, trust_env=False).status_code == 200
    workspace = Workspace(address[0])
    workspace.wait_for(lambda: workspace.messages(ANNA), timeout=SECONDS)
    workspace.close()
    assert demo.end().status == 0
    assert list(start.folder.iterdir()) == []
