"""Checks what Slack says: tokens, scopes, the channel, the team leads, and whether this machine's clock is right."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.channel import ChannelNotFoundError, MentionsChannel
from bot.check_contacts import check_contacts
from bot.check_settings import Given
from bot.checks import Check, good, look, mend, not_tried
from bot.clock import Clock
from bot.settings import SLACK_API_URL, WHERE
from bot.slack import create_client
from bot.slack_failures import SLACK_ERRORS, diagnose
from handlers.manifest import BOT_SCOPES

TOO_FAR = 60.0
"""Seconds. Slack's and other senders' signed requests are refused when they seem more than 300 s old."""
_NOTICEABLE = 5.0
_TO_AGREE = 2
"""Leads with whom somebody can agree to a report to the police whoever asks for it."""

_BOT, _SCOPES, _APP, _CHANNEL, _LEADS, _CLOCK = (
    "Bot token", "Scopes", "App token", "Channel", "Team leads", "Clock",
)  # fmt: skip
_UNUSABLE = frozenset({"account_inactive", "invalid_auth", "not_authed", "token_expired", "token_revoked"})


def check_slack(given: Given, clock: Clock) -> Iterator[Check]:
    """Yield the checks that ask Slack; the first failure to reach it ends them."""
    if not given.usable("slack_bot_token", "slack_api_url", "slack_timeout"):
        yield not_tried("Slack", "SLACK_BOT_TOKEN and SLACK_API_URL must be right first")
        return
    client = create_client(given.settings)
    asked_at = clock.now()
    try:
        answer = client.auth_test()
    except SLACK_ERRORS as error:
        yield _failed_to_authenticate(error, given)
        return
    yield good(_BOT, f"{answer['user']} in the workspace {answer['team']}")
    yield _check_scopes(answer)
    yield _check_app_token(client, given)
    yield from _check_people(client, given)
    yield from check_contacts(client, given)
    yield _check_clock(answer, asked_at, clock.now())


def _failed_to_authenticate(error: Exception, given: Given) -> Check:
    if isinstance(error, SlackApiError):
        return _refused(_BOT, "slack_bot_token", error)
    url = given.settings.slack_api_url
    to_do = "Check the network, and whether a firewall lets the bot reach slack.com."
    if url != SLACK_API_URL:
        to_do = "Start the local workspace, or take SLACK_API_URL out for Slack itself."
    return mend("Slack", f"{url} can't be reached ({_why(error)}); nothing there was tried", to_do)


def _why(error: Exception) -> str:
    """Return what the system says of a connection that failed, rather than an exception's name."""
    reason = getattr(error, "reason", error)
    if isinstance(reason, OSError):
        return reason.strerror or str(reason) or type(reason).__name__
    return diagnose(error).error


def _refused(what: str, setting: str, error: SlackApiError) -> Check:
    word = diagnose(error).error
    if word in _UNUSABLE:
        return mend(what, f"Slack does not accept it ({word})", f"Copy it anew: it is found {WHERE[setting]}.")
    return mend(what, f"Slack says: {word}", f"It is found {WHERE[setting]}.")


def _check_scopes(answer: SlackResponse) -> Check:
    granted = {each.strip() for each in _header(answer, "x-oauth-scopes").split(",")}
    missing = [scope for scope in BOT_SCOPES if scope not in granted]
    if missing:
        return mend(
            _SCOPES,
            f"The bot token lacks {', '.join(missing)}",
            "Add them in your app on api.slack.com under OAuth & Permissions, and install it to the workspace again.",
        )
    return good(_SCOPES, f"all {len(BOT_SCOPES)}")


def _check_app_token(client: WebClient, given: Given) -> Check:
    token = given.settings.slack_app_token
    if not given.usable("slack_app_token"):
        return not_tried(_APP, "SLACK_APP_TOKEN must be right first")
    if token is None:
        return good(_APP, "not set: HTTP mode, in which Slack calls /slack/events")
    try:
        # Hands out an address to connect to, and connects to nothing.
        client.apps_connections_open(app_token=token.get_secret_value())
    except SlackApiError as error:
        return _refused(_APP, "slack_app_token", error)
    except SLACK_ERRORS as error:
        return mend(_APP, f"Slack gave no answer: {diagnose(error).error}", "Try again in a minute.")
    return good(_APP, "Socket Mode can be opened")


def _check_people(client: WebClient, given: Given) -> Iterator[Check]:
    """Check the channel and who is in it; team leads who are not in it are served nothing."""
    if not given.usable("mentions_channel"):
        yield not_tried(_CHANNEL, "MENTIONS_CHANNEL must be right first")
        return
    try:
        channel_id = MentionsChannel(client, given.settings.mentions_channel).id()
        channel = client.conversations_info(channel=channel_id)["channel"]
    except ChannelNotFoundError as error:
        yield mend(_CHANNEL, *_first_sentence(str(error)))
        return
    except SLACK_ERRORS as error:
        yield mend(
            _CHANNEL,
            f"Slack says: {diagnose(error).error}",
            f"Invite the bot if it is private; else correct MENTIONS_CHANNEL. It is found {WHERE['mentions_channel']}.",
        )
        return
    name = f"#{channel['name']}"
    if channel.get("is_archived"):
        yield mend(_CHANNEL, f"{name} is archived", "Unarchive it, or choose another in MENTIONS_CHANNEL.")
    elif not channel.get("is_member"):
        yield mend(_CHANNEL, f"The bot is not in {name}", f"Write there: /invite @{_own_name(client)}")
    else:
        yield good(_CHANNEL, f"{name}; the bot is in it")
        yield from _check_leads(client, channel_id, given)


def _first_sentence(words: str) -> tuple[str, str]:
    first, _, rest = words.partition(". ")
    return first, rest


def _own_name(client: WebClient) -> str:
    return str(client.auth_test()["user"])


def _check_leads(client: WebClient, channel_id: str, given: Given) -> Iterator[Check]:
    if not given.usable("team_leads"):
        yield not_tried(_LEADS, "TEAM_LEADS must be right first")
        return
    if not given.settings.team_leads:
        yield look(
            _LEADS,
            "nobody leads the team, so nobody can agree to a report to the police",
            "Set TEAM_LEADS to their member ids, or to a user group's id.",
        )
        return
    try:
        members = {
            member for page in client.conversations_members(channel=channel_id, limit=200) for member in page["members"]
        }
    except SLACK_ERRORS as error:
        yield mend(
            _LEADS, f"Slack did not say who is in the channel: {diagnose(error).error}", "Try again in a minute."
        )
        return
    served: set[str] = set()
    for lead in given.settings.team_leads:
        check, people = _check_lead(client, lead, members)
        served |= people & members
        yield check
    if len(served) < _TO_AGREE:
        yield look(
            _LEADS,
            f"{'one of them is' if served else 'none of them is'} in the channel; a report to the police takes two "
            "people, and who asks for it can't agree to it",
            "Name another in TEAM_LEADS, so that there is somebody to agree whoever asks.",
        )


def _check_lead(client: WebClient, lead: str, members: set[str]) -> tuple[Check, set[str]]:
    """Return what is to be said of an id in TEAM_LEADS, and the people it stands for."""
    try:
        if lead.startswith("S"):
            people, name = client.usergroups_users_list(usergroup=lead)["users"], f"user group {lead}"
        else:
            user = client.users_info(user=lead)["user"]
            if user.get("deleted"):
                return mend(_LEADS, f"{lead} is deactivated in Slack", "Take the id out of TEAM_LEADS."), set()
            people, name = [lead], str(user.get("real_name") or user.get("name") or lead)
    except SLACK_ERRORS as error:
        what = f"{lead}: Slack says {diagnose(error).error}"
        return mend(_LEADS, what, f"Correct TEAM_LEADS. It is found {WHERE['team_leads']}."), set()
    return _check_people_of(lead, name, people, members), set(people)


def _check_people_of(lead: str, name: str, people: Sequence[str], members: set[str]) -> Check:
    outside = [person for person in people if person not in members]
    if not people:
        return look(_LEADS, f"{name} is empty", "Put the team leads into it, in Slack.")
    if outside:
        who = f"{name} is" if not lead.startswith("S") else f"{', '.join(outside)} of {name} are"
        return look(_LEADS, f"{who} not in the channel, and so not served", "Invite them to the channel.")
    return good(_LEADS, f"{name}: {len(people)} of them, in the channel" if lead.startswith("S") else name)


def _check_clock(answer: SlackResponse, asked_at: datetime, answered_at: datetime) -> Check:
    """Compare this machine's time with Slack's, which is a second coarse and was taken between the two instants."""
    said = _header(answer, "date")
    try:
        theirs = parsedate_to_datetime(said)
    except ValueError:
        return not_tried(_CLOCK, "Slack did not say what time it is")
    theirs = theirs if theirs.tzinfo else theirs.replace(tzinfo=UTC)
    ahead = (asked_at - theirs).total_seconds() - 1.0
    behind = (theirs - answered_at).total_seconds()
    off = max(ahead, behind)
    if off <= _NOTICEABLE:
        return good(_CLOCK, "right to within a few seconds")
    found = f"This machine is {off:,.0f} seconds {'ahead of' if ahead > behind else 'behind'} Slack"
    to_do = "Let the machine keep its time by NTP: timedatectl set-ntp true"
    return mend(_CLOCK, found, to_do) if off > TOO_FAR else look(_CLOCK, found, to_do)


def _header(answer: SlackResponse, name: str) -> str:
    return next((str(value) for key, value in answer.headers.items() if key.lower() == name), "")
