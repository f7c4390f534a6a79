"""Ends a command that runs until it is told to stop: by Ctrl-C, by SIGTERM, or by the closing of its terminal."""

import contextlib
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_ENDING = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


@contextmanager
def until_interrupted(farewell: str = "") -> Iterator[None]:
    """End the block when the process is told to stop, let it clean up undisturbed, and go on after it.

    By themselves SIGTERM and SIGHUP end a process on the spot, with its temporary files left lying, and a second Ctrl-C
    does so while the first is being worked on. SIGHUP stays ignored for who asked for that, by nohup. Main thread only.
    """

    def interrupt(*_: object) -> None:
        for each in _ENDING:
            signal.signal(each, signal.SIG_IGN)
        raise KeyboardInterrupt

    outlives_terminal = hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    heeded = [each for each in _ENDING if not (outlives_terminal and each is signal.SIGHUP)]
    before = {each: signal.signal(each, interrupt) for each in heeded}
    try:
        yield
    except KeyboardInterrupt:
        # The terminal may be gone.
        with contextlib.suppress(OSError):
            sys.stdout.write(farewell)
            sys.stdout.flush()
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
