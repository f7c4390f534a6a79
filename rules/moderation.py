"""The moderating side of a mention: approve, hide and report, and what is taken back of them.

`rules.decisions.decide` puts it together with answering and the rest. Hiding and reporting may both be taken (P8, P9).
"""

from dataclasses import replace

from rules.status import Action, Reporting, Status, Visibility

_VISIBILITY: dict[tuple[Visibility, Action], Visibility] = {
    (Visibility.UNDECIDED, Action.APPROVE): Visibility.LEFT_UP,
    (Visibility.UNDECIDED, Action.HIDE): Visibility.HIDE_PENDING,
    (Visibility.HIDE_PENDING, Action.HIDE_DONE): Visibility.HIDDEN,
    (Visibility.UNHIDE_PENDING, Action.UNHIDE_DONE): Visibility.UNDECIDED,
}
_REPORTING: dict[tuple[Reporting, Action], Reporting] = {
    (Reporting.NOT_REPORTED, Action.REPORT): Reporting.REPORT_PENDING,
    (Reporting.REPORT_PENDING, Action.REPORT_DONE): Reporting.REPORTED,
}


def moderate(status: Status, action: Action) -> Status | None:
    """Return the status after a decision or its carrying out; None where that can't be done now."""
    if action is Action.UNDO:
        return _undone(status)
    reporting = _REPORTING.get((status.reporting, action))
    if reporting and status.visibility is not Visibility.LEFT_UP:
        return _with_latest(replace(status, reporting=reporting), Action.REPORT)
    visibility = _VISIBILITY.get((status.visibility, action))
    # Hiding may follow a report; approving may not, since it says that nothing is wrong.
    if visibility and not (action is Action.APPROVE and status.reporting is not Reporting.NOT_REPORTED):
        latest = action if action in {Action.APPROVE, Action.HIDE} else status.latest
        return replace(status, visibility=visibility, latest=latest)
    return None


def _undone(status: Status) -> Status | None:
    """Take back the latest moderation decision that can be taken back; a report made cannot."""
    match status.latest:
        case Action.APPROVE | Action.HIDE:
            hidden = status.visibility is Visibility.HIDDEN
            back = Visibility.UNHIDE_PENDING if hidden else Visibility.UNDECIDED
            return _with_latest(replace(status, visibility=back), Action.REPORT)
        case Action.REPORT:
            return _with_latest(replace(status, reporting=Reporting.NOT_REPORTED), Action.HIDE)
        case _:
            return None


def _with_latest(status: Status, preferred: Action) -> Status:
    """Name the decision that a next undo takes back: the preferred one if it stands, else the other."""
    standing = []
    if status.reporting is Reporting.REPORT_PENDING:
        standing.append(Action.REPORT)
    if status.visibility is Visibility.LEFT_UP:
        standing.append(Action.APPROVE)
    if status.visibility in {Visibility.HIDE_PENDING, Visibility.HIDDEN}:
        standing.append(Action.HIDE)
    return replace(status, latest=preferred if preferred in standing else standing[0] if standing else None)
