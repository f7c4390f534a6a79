"""Before the first mention: what it would wait for is there already."""

import subprocess
import sys

from tests.unit.test_repository import ROOT

_FIRST = (
    "My mum waited six hours on ward 12 and nobody told us what was going on. I rang 07700 900123 twice and the nurse "
    "said that they would call back. Please could you tell me who I should complain to? You people should be ashamed."
)


def test_once_prepared_the_first_text_is_judged_in_a_moment():
    program = (
        "import time\n"
        "from rules import assess\n"
        "from rules.readiness import prepare\n"
        "prepare()\n"
        "began = time.process_time()\n"
        f"assess({_FIRST!r})\n"
        "print(time.process_time() - began)"
    )
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    # Unprepared it takes more than a second; somebody who adds a mention by hand is answered within two.
    assert float(done.stdout) < 0.4
