"""What the repository promises about itself: set-up, pinned versions, lint, and nothing of where it was made."""

import os
import re
import shlex
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGES = ("bot", "handlers", "db", "rules")
FOLDERS = {*PACKAGES, "tests", "docs", "requirements", ".ci"}
REQUIREMENTS = ("run", "dev")
# In parts, or this file would hold what it looks for.
FOREIGN = [
    ".".join(("pypi", "org")),
    ".".join(("pythonhosted", "org")),
    ".".join(("npmjs", "org")),
    ".".join(("npmjs", "com")),
    ".".join(("debian", "org")),
    "/".join(("..", "shared")),
]
PIN = re.compile(r"^(?P<name>[a-z0-9-]+)==(?P<version>\S+)(?: ; (?P<marker>.+?))? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")


def ignored() -> set[str]:
    """Return the names at the top that .gitignore leaves out."""
    return {line.strip("/") for line in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()}


def files() -> Iterator[Path]:
    """Yield the files that belong to the repository, as far as that can be told without git."""
    leave = ignored() | {"__pycache__", ".git"}
    for folder, inner, names in os.walk(ROOT):
        inner[:] = [name for name in inner if name not in leave]
        yield from (Path(folder) / name for name in names if name not in leave)


def make(*arguments: str) -> str:
    """Return the commands that make would run."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    asked = subprocess.run(  # noqa: S603 - our own command
        ["make", "--dry-run", *arguments],  # noqa: S607 - the machine's make
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.returncode == 0, asked.stderr
    return asked.stdout


def told_to_make() -> set[str]:
    """Return each target that somebody is told to make."""
    told = [ROOT / "README.md", ROOT / ".ci" / "run", *(ROOT / "docs").rglob("*.md")]
    commands = re.findall(
        r"(?:`|^ {4}|^exec )make ([^`\n#]+)", "\n".join(path.read_text(encoding="utf-8") for path in told), re.MULTILINE
    )
    return {word for command in commands for word in shlex.split(command) if re.fullmatch("[a-z-]+", word)}


def pins(kind: str) -> dict[str, str]:
    """Return the pinned version of each name in a requirements file."""
    lines = (ROOT / "requirements" / f"{kind}.txt").read_text(encoding="utf-8").splitlines()
    return {found["name"]: found["version"] for found in map(PIN.match, lines) if found}


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[<>=~! ]", requirement)[0] for requirement in requirements}


def test_every_target_that_people_are_told_to_make_exists():
    told = told_to_make()
    assert {"demo", "test", "bench"} <= told
    for target in told:
        assert make(target).strip(), target


def test_help_lists_every_target_for_people():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    assert phony
    for target in phony[1].split():
        assert target.startswith("needs-") or re.search(rf"^{target}:.*  ## \w", makefile, re.MULTILINE), target


def test_make_test_checks_style_types_and_the_import_contract_before_the_tests():
    commands = make("test")
    wanted = ["ruff check .", "ruff format --check .", "mypy", "lint-imports", "pytest"]
    places = [commands.find(f".venv/bin/{command}") for command in wanted]
    assert -1 not in places
    assert places == sorted(places)


def test_import_contract_covers_every_package():
    contract = PROJECT["tool"]["importlinter"]
    assert set(contract["root_packages"]) == set(PACKAGES)
    assert contract["contracts"][0]["layers"] == ["bot", "handlers | db", "rules"]


def test_packages_that_are_shipped_are_the_four():
    assert set(PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]) == set(PACKAGES)


def test_no_folder_stands_at_the_top_but_the_known_ones():
    found = {path.name for path in ROOT.iterdir() if path.is_dir()}
    assert found - ignored() - {".git"} == FOLDERS


@pytest.mark.parametrize("kind", REQUIREMENTS)
def test_every_requirement_is_pinned_with_hashes_and_no_index_is_named(kind: str):
    lines = (ROOT / "requirements" / f"{kind}.txt").read_text(encoding="utf-8").splitlines()
    stated = [line for line in lines if line.strip() and not line.strip().startswith("#")]
    # After each pin comes a hash, and nothing else stands there.
    for line, following in zip(stated, [*stated[1:], ""], strict=True):
        assert PIN.match(line) or HASH.match(line), line
        assert HASH.match(following) or not PIN.match(line), line


def test_what_the_project_asks_for_is_pinned():
    groups = PROJECT["dependency-groups"]
    asked = names(PROJECT["project"]["dependencies"]) | names(groups["build"])
    assert asked <= set(pins("run")), "run `make lock`"
    assert names([named for named in groups["dev"] if isinstance(named, str)]) <= set(pins("dev")), "run `make lock`"


def test_tests_run_on_the_versions_that_the_bot_runs_on():
    assert pins("run").items() <= pins("dev").items()


def test_no_file_names_a_registry_or_what_is_beside_the_repository():
    read = 0
    for path in files():
        content = path.read_bytes()
        read += 1
        for foreign in FOREIGN:
            assert foreign.encode() not in content, f"{path.relative_to(ROOT)} names {foreign}"
    assert read > 100
