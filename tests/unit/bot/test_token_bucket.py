import pytest

from bot.token_bucket import TokenBucket


class Stopwatch:
    seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def test_a_burst_passes_and_the_next_is_told_how_long_to_wait() -> None:
    bucket = TokenBucket(capacity=3, per_second=2, monotonic=Stopwatch())
    assert [bucket.take() for _ in range(4)] == [0, 0, 0, 0.5]


def test_tokens_come_back_up_to_the_capacity() -> None:
    watch = Stopwatch()
    bucket = TokenBucket(capacity=3, per_second=2, monotonic=watch)
    for _ in range(3):
        bucket.take()
    watch.seconds += 0.5
    assert bucket.take() == 0
    assert bucket.take() == pytest.approx(0.5)
    watch.seconds += 3_600
    assert [bucket.take() > 0 for _ in range(4)] == [False, False, False, True]
