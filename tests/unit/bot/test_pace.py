from bot.pace import Pace


class Stopwatch:
    """Time that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_few_calls_at_once_and_then_one_at_a_time():
    watch = Stopwatch()
    pace = Pace(per_second=0.5, burst=3, monotonic=watch)
    for _ in range(3):
        assert pace.wait() == 0
        pace.take()
    assert pace.wait() == 2
    watch.now += 2
    assert pace.wait() == 0
    pace.take()
    assert pace.wait() == 2


def test_no_call_while_slack_says_so_and_the_longest_wait_counts():
    watch = Stopwatch()
    pace = Pace(per_second=10, burst=5, monotonic=watch)
    pace.block(30)
    pace.block(5)
    assert pace.wait() == 30
    watch.now += 30
    assert pace.wait() == 0
