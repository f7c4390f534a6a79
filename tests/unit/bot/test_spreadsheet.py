import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.spreadsheet import guarded, unguarded


@pytest.mark.parametrize("value", ["=1+1", "+44", "-1", "@cmd", "\tx", "\rx"])
def test_what_a_spreadsheet_would_run_becomes_text(value: str) -> None:
    assert guarded(value) == f"'{value}"


@pytest.mark.parametrize("value", ["", "Jo", "2-1", " =1"])
def test_other_values_stay_as_they_are(value: str) -> None:
    assert guarded(value) == value


@given(st.text(alphabet="'=+-@\t\ra"))
def test_a_guarded_value_can_be_had_back(value: str) -> None:
    assert unguarded(guarded(value)) == value
