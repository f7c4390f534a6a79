"""The invented mentions of the demonstration show every part of the bot, and nobody's real details."""

import re
import tomllib
from importlib import resources

from rules import Assessment, Kind, Route, assess, principles

SAMPLES = tomllib.loads(resources.files("bot").joinpath("samples.toml").read_text(encoding="utf-8"))["mentions"]
AT_ONCE = 12


def assessed(samples: list[dict[str, str]]) -> list[Assessment]:
    return [assess(sample["text"], sample["kind"]) for sample in samples]


def test_first_dozen_shows_every_principle_route_and_kind() -> None:
    found = assessed(SAMPLES[:AT_ONCE])

    assert {one.principle for one in found} >= {one.key for one in principles()}
    assert {one.route for one in found} == set(Route)
    assert {sample["kind"] for sample in SAMPLES[:AT_ONCE]} == set(Kind)


def test_samples_come_from_several_platforms_and_most_breach_nothing() -> None:
    found = assessed(SAMPLES)

    assert {sample["platform"] for sample in SAMPLES} >= {
        *("facebook", "instagram", "x", "bluesky", "google_reviews", "nhs_uk", "linkedin"),
    }
    assert sum(not one.findings for one in found) > len(SAMPLES) / 2
    assert {one.suggestion for one in found} == {"approve", "hide", "report", "refer", "reply"}


def test_samples_hold_only_details_that_belong_to_nobody() -> None:
    for sample in SAMPLES:
        assert sample["url"].startswith("https://example.org/")
        assert all(number.startswith("07700 900") for number in re.findall(r"\b0\d[\d ]{8,}\d", sample["text"]))
        assert all(number.startswith("999 ") for number in re.findall(r"\b\d{3} \d{3} \d{4}\b", sample["text"]))
