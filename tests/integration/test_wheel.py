"""The wheel that is shipped: it holds all the bot needs, and runs from an empty folder."""

import os
import re
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import httpx
import pytest

from tests.command_line import SECONDS, running
from tests.unit.test_repository import PACKAGES, ROOT


def python(*arguments: str, cwd: Path, **settings: str) -> str:
    """Run Python to its end and return its output."""
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, *arguments],
        cwd=cwd,
        env={"PATH": os.environ["PATH"]} | settings,
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel."""
    folder = tmp_path_factory.mktemp("dist")
    python("-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder), cwd=ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel beside its libraries, not in their place: found before the checkout."""
    folder = tmp_path_factory.mktemp("site")
    quiet = ("--quiet", "--disable-pip-version-check", "--no-index", "--no-deps")
    python("-m", "pip", "install", *quiet, "--target", str(folder), str(wheel), cwd=folder)
    return folder


def test_every_file_of_the_packages_is_shipped_and_nothing_else(wheel: Path):
    kept = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    with ZipFile(wheel) as archive:
        shipped = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert shipped == kept
    assert {Path(name).suffix for name in shipped} > {".py", ".toml", ".css", ".js", ".html"}


def test_installed_wheel_runs_from_an_empty_folder(installed: Path, tmp_path: Path):
    command = str(installed / "bin" / "commsbot")
    settings = {"PYTHONPATH": str(installed)}
    names = ", ".join(PACKAGES)
    where = python("-c", f"import {names}; print(*(each.__file__ for each in ({names})))", cwd=tmp_path, **settings)
    assert where.split() == [str(installed / package / "__init__.py") for package in PACKAGES]
    assert python(command, "manifest", cwd=tmp_path, **settings) == (ROOT / "manifest.json").read_text(encoding="utf-8")
    suggested = python(command, "triage", "--json", "You idiot", cwd=tmp_path, **settings)
    assert '"suggestion": "hide"' in suggested
    upgraded = python(command, "db", "upgrade", cwd=tmp_path, DATABASE_URL="sqlite:///bot.db", **settings)
    assert "The database is at revision" in upgraded


def test_installed_wheel_serves_the_demo(installed: Path, tmp_path: Path):
    with running("demo", cwd=tmp_path, PYTHONPATH=str(installed)) as demo:
        url = re.search(r"http://\S+", demo.wait_for("http://"))
        assert url
        page = httpx.get(url[0], trust_env=False, follow_redirects=True)
        assert page.status_code == 200
        parts = set(re.findall(r'(?:src|href)="(/[^"]+[.](?:css|js|svg))"', page.text))
        assert parts
        for part in parts:
            assert httpx.get(url[0] + part, trust_env=False).status_code == 200, part
        assert demo.end().status == 0
