"""The probes as labelled sets, so that everybody can be asked about the same rows."""

from tests.evaluate.probes.details import lines
from tests.evaluate.probes.functional import functional_test
from tests.evaluate.probes.templates import probes
from tests.evaluate.sets import LabelledSet, LabelledText, Part


def probe_sets() -> dict[str, LabelledSet]:
    """Return the probes by name; those kept back whole belong to the part to measure with."""
    hate = [(Part.TEST, LabelledText(e.text, "hate" if e.hateful else "allowed", e.kind)) for e in functional_test()]
    illegal = [(e.part, LabelledText(e.text, "breach" if e.breach else "none", e.case)) for e in probes("illegal")]
    angry = [
        (each.part, LabelledText(each.text, "none", each.case))
        for name in ("angry", "angry_tweets")
        for each in probes(name)
    ]
    details = [(line.part, LabelledText(line.text, "pii" if line.details else "none", line.case)) for line in lines()]
    clean = [(each.part, LabelledText(each.text, "none", each.case)) for each in probes("clean")]
    rows = {"functional": hate, "illegal": illegal, "angry": angry, "details": details + clean}
    return {name: LabelledSet(name, tuple(those)) for name, those in rows.items()}
