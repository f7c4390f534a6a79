"""Every setting, from the environment or from `.env`, validated once."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time
from typing import Annotated, Any, Self, TypeVar

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.contacts import check_contacts, check_leads, parse_escalation_contacts, split
from bot.intake_auth import signer
from bot.mail_settings import MailSettings
from bot.reply_settings import ReplySettings
from rules.floods import Thresholds
from rules.office_hours import OfficeHours
from rules.opening_pattern import OfficeHoursError, parse_dates

SLACK_API_URL = "https://slack.com/api/"
ENV_FILE = ".env"

WHERE = {
    "slack_bot_token": "in your app on api.slack.com, under OAuth & Permissions, after installing it to the workspace",
    "slack_app_token": "in your app on api.slack.com, under Basic Information, App-Level Tokens (connections:write)",
    "slack_signing_secret": "in your app on api.slack.com, under Basic Information, App Credentials",
    "mentions_channel": "in Slack: the channel's name without #, or its id at the end of the channel's details",
    "team_leads": "in Slack: Copy member ID in a person's profile, or the id of a user group",
    "urgent_contacts": "in Slack: Copy member ID in a person's profile, or the id of a user group or a channel",
    "escalation_contacts": "in Slack: Copy member ID in a person's profile, or the id of a user group or a channel",
    "summary_channel": "in Slack: the channel's name without #, or its id at the end of the channel's details",
}
"""Where a person gets the value of a setting; the end of a sentence."""


_OPENING = frozenset({"timezone", "office_hours", "holidays", "extra_closed_days", "extra_open_days"})
"""Settings that opening hours are made of: only where one is given do they have to be tried."""


class SettingsError(ValueError):
    """Settings are missing or wrong; the message names each and says where to get it. It never holds a secret."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        """Say what is wrong; `problems` has a sentence for each setting's name, in lower case."""
        super().__init__("\n".join(problems.values()))
        self.problems = problems


class StoreSettings(BaseSettings):
    """What the commands that only read and write the database have to know."""

    # To try the defaults takes half a second: for the library of the database, and a calendar of all countries.
    model_config = SettingsConfigDict(
        env_file=ENV_FILE, env_file_encoding="utf-8", extra="ignore", frozen=True, validate_default=False
    )

    database_url: Annotated[str, Field(repr=False)] = "sqlite:///commsbot.db"
    timezone: str = "Europe/London"
    office_hours: str = "mon-fri 09:00-17:00"
    holidays: str = "GB-ENG"
    extra_closed_days: str = ""
    extra_open_days: str = ""

    @field_validator("*", mode="before")
    @classmethod
    def _empty_is_unset(cls, value: Any, info: ValidationInfo) -> Any:
        """Take `NAME=` for a setting that is not given."""
        stripped = value.strip() if isinstance(value, str) else value
        if stripped != "" or info.field_name is None:
            return stripped
        field = cls.model_fields[info.field_name]
        if field.is_required():
            raise ValueError("is empty")
        return field.get_default()

    @field_validator("database_url")
    @classmethod
    def _is_database(cls, value: str) -> str:
        from db.engine import connect  # noqa: PLC0415 - slow to import

        _try(lambda: connect(value).dispose())
        return value

    @field_validator("timezone")
    @classmethod
    def _is_zone(cls, value: str) -> str:
        _try(lambda: OfficeHours.parse(timezone=value))
        return value

    @field_validator("office_hours")
    @classmethod
    def _are_hours(cls, value: str) -> str:
        _try(lambda: OfficeHours.parse(value))
        return value

    @field_validator("holidays")
    @classmethod
    def _is_code(cls, value: str) -> str:
        # A code that does not exist shows only when a year is laid out.
        _try(lambda: OfficeHours.parse(holidays=value).next_opening(datetime.now(UTC)))
        return value

    @field_validator("extra_closed_days", "extra_open_days")
    @classmethod
    def _are_dates(cls, value: str) -> str:
        _try(lambda: parse_dates(value))
        return value

    @model_validator(mode="after")
    def _opening_hours_make_sense(self) -> Self:
        if self.model_fields_set.isdisjoint(_OPENING):
            return self
        try:
            self.opening_hours().next_opening(datetime.now(UTC))
        except OfficeHoursError as error:
            raise ValueError(
                "OFFICE_HOURS, EXTRA_CLOSED_DAYS and EXTRA_OPEN_DAYS don't go together: "
                f"{str(error).partition(': ')[2]}"
            ) from None
        return self

    def opening_hours(self) -> OfficeHours:
        """Return the office hours that the settings describe."""
        return OfficeHours.parse(
            self.office_hours,
            timezone=self.timezone,
            holidays=self.holidays,
            extra_closed=self.extra_closed_days,
            extra_open=self.extra_open_days,
        )


class ContactSettings(StoreSettings, ReplySettings):
    """What taking in mentions or reply templates has to know besides: which contacts are the organisation's own."""


class Settings(ContactSettings, MailSettings):
    """What a running bot has to know. Names are the variables' in lower case; secrets never print."""

    slack_bot_token: SecretStr
    slack_app_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_api_url: str = SLACK_API_URL
    slack_posts_per_second: Annotated[float, Field(gt=0, le=1000)] = 1.0
    slack_timeout: Annotated[float, Field(gt=0, le=60)] = 10.0
    digest_per_post: Annotated[int, Field(ge=2, le=100_000)] = Thresholds().per_post
    digest_in_all: Annotated[int, Field(ge=2, le=100_000)] = Thresholds().in_all
    mentions_channel: Annotated[str, Field(min_length=1)]
    team_leads: Annotated[tuple[str, ...], NoDecode] = ()
    urgent_contacts: Annotated[tuple[str, ...], NoDecode] = ()
    escalation_contacts: Annotated[Mapping[str, tuple[str, ...]], NoDecode] = {}
    summary_at: time = time(9, 15)
    summary_channel: str = ""
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 3000
    intake_token: SecretStr | None = None
    intake_secret: SecretStr | None = None

    @field_validator("slack_bot_token")
    @classmethod
    def _is_bot_token(cls, value: SecretStr) -> SecretStr:
        return _starting_with("xoxb-", value)

    @field_validator("slack_app_token")
    @classmethod
    def _is_app_token(cls, value: SecretStr | None) -> SecretStr | None:
        return value and _starting_with("xapp-", value)

    @field_validator("slack_api_url")
    @classmethod
    def _is_address(cls, value: str) -> str:
        if not re.match(r"https?://\S+$", value):
            raise ValueError("must be an address that starts with https:// (or http://, on this machine)")
        return value if value.endswith("/") else f"{value}/"

    @field_validator("mentions_channel", "summary_channel")
    @classmethod
    def _without_hash(cls, value: str) -> str:
        return value.removeprefix("#")

    @field_validator("team_leads", "urgent_contacts", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        return split(value) if isinstance(value, str) else value

    @field_validator("team_leads")
    @classmethod
    def _are_leads(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return check_leads(value)

    @field_validator("urgent_contacts")
    @classmethod
    def _are_contacts(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return check_contacts(value)

    @field_validator("escalation_contacts", mode="before")
    @classmethod
    def _by_reason(cls, value: Any) -> Any:
        return parse_escalation_contacts(value) if isinstance(value, str) else value

    @field_validator("summary_at", mode="before")
    @classmethod
    def _is_time(cls, value: Any) -> Any:
        if not isinstance(value, str) or not value.strip():
            return value
        at = re.fullmatch(r"([01]?\d|2[0-3])[:.]([0-5]\d)", value.strip())
        if at is None:
            raise ValueError("must be a time of day, such as 09:15")
        return time(int(at[1]), int(at[2]))

    @field_validator("intake_secret")
    @classmethod
    def _is_signing_secret(cls, value: SecretStr | None) -> SecretStr | None:
        try:
            signer(value.get_secret_value()) if value else None
        except ValueError as error:
            raise ValueError(str(error).removeprefix("INTAKE_SECRET ")) from None
        return value

    def thresholds(self) -> Thresholds:
        """Return how much must wait before what may be gathered is shown in digests."""
        return Thresholds(self.digest_per_post, self.digest_in_all)

    @model_validator(mode="after")
    def _has_way_to_slack(self) -> Self:
        if self.slack_app_token is None and self.slack_signing_secret is None:
            raise ValueError(
                "SLACK_APP_TOKEN is missing (or SLACK_SIGNING_SECRET, for HTTP mode). "
                f"It is found {WHERE['slack_app_token']}."
            )
        return self


AnySettings = TypeVar("AnySettings", bound=StoreSettings)


def load(kind: type[AnySettings], **given: Any) -> AnySettings:
    """Return the settings from the environment and `.env`, with `given` on top; raise SettingsError."""
    try:
        return kind(**given)
    except ValidationError as error:
        raise SettingsError(dict(_explain(each) for each in error.errors(include_input=False))) from None
    except UnicodeDecodeError:
        raise SettingsError({ENV_FILE: f"{ENV_FILE} can't be read: it is not UTF-8. Save it as UTF-8."}) from None
    except OSError as error:
        raise SettingsError({ENV_FILE: f"{ENV_FILE} can't be read: {error.strerror}."}) from None


def _starting_with(prefix: str, value: SecretStr) -> SecretStr:
    if not value.get_secret_value().startswith(prefix):
        raise ValueError(f"must start with {prefix}")
    return value


def _try(use: Callable[[], object]) -> None:
    """Turn what is wrong with a value into the rest of a sentence that begins with the setting's name."""
    try:
        use()
    except OfficeHoursError as error:
        raise ValueError(f"can't be used: {str(error).partition(': ')[2]}") from None
    except ValueError as error:
        raise ValueError(f"can't be used: {error}") from None


def _explain(error: ErrorDetails) -> tuple[str, str]:
    """Return the setting's name in lower case and a sentence or two: what is wrong, and where to get it."""
    problem = error["msg"].removeprefix("Value error, ").replace("Input should be", "must be").rstrip(".")
    if not error["loc"]:
        # A message about several settings begins with the name of the one to look at.
        return problem.split()[0].rstrip(",").lower(), f"{problem}."
    field = str(error["loc"][0])
    if error["type"] == "missing":
        problem = "is missing"
    where = f" It is found {WHERE[field]}." if field in WHERE else ""
    return field, f"{field.upper()} {problem}.{where}"
