"""Shares and their intervals, against values that Wilson's formula is published with."""

import pytest

from tests.evaluate.shares import Share


@pytest.mark.parametrize(
    ("share", "low", "high"),
    [
        # Newcombe 1998, table I, method 3.
        (Share(81, 263), 0.2553, 0.3662),
        (Share(15, 148), 0.0624, 0.1605),
        (Share(0, 20), 0.0, 0.1611),
        (Share(1, 29), 0.0061, 0.1718),
    ],
)
def test_interval_is_that_of_wilsons_score(share: Share, low: float, high: float):
    assert share.interval() == pytest.approx((low, high), abs=5e-5)


def test_share_is_told_in_per_cent_with_its_interval():
    assert str(Share(81, 263)) == "30.8 (25.5–36.6)"


def test_share_of_nothing_is_a_dash():
    assert str(Share(0, 0)) == "–"
