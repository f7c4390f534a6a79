"""Every setting, from the environment or from `.env`, validated once."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any, Self, TypeVar

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from db.engine import connect
from rules.office_hours import OfficeHours

SLACK_API_URL = "https://slack.com/api/"

_WHERE = {
    "slack_bot_token": "in your app on api.slack.com, under OAuth & Permissions, after installing it to the workspace",
    "slack_app_token": "in your app on api.slack.com, under Basic Information, App-Level Tokens (connections:write)",
    "slack_signing_secret": "in your app on api.slack.com, under Basic Information, App Credentials",
    "mentions_channel": "in Slack: the channel's name without #, or its id at the end of the channel's details",
    "team_leads": "in Slack: Copy member ID in a person's profile, or the id of a user group",
}


class SettingsError(ValueError):
    """Settings are missing or wrong; the message names each and says where to get it. It never holds a value."""


class StoreSettings(BaseSettings):
    """What the commands that only read and write the database have to know."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True)

    database_url: str = "sqlite:///commsbot.db"
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
        connect(value).dispose()
        return value

    @model_validator(mode="after")
    def _opening_hours_make_sense(self) -> Self:
        # A code of holidays that does not exist shows only when a year is laid out.
        self.opening_hours().next_opening(datetime.now(UTC))
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


class Settings(StoreSettings):
    """What a running bot has to know. Names are the variables' in lower case; secrets never print."""

    slack_bot_token: SecretStr
    slack_app_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_api_url: str = SLACK_API_URL
    slack_posts_per_second: Annotated[float, Field(gt=0, le=1000)] = 1.0
    slack_timeout: Annotated[float, Field(gt=0, le=60)] = 10.0
    mentions_channel: Annotated[str, Field(min_length=1)]
    team_leads: Annotated[tuple[str, ...], NoDecode] = ()
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
            raise ValueError("must be an address that starts with https://")
        return value if value.endswith("/") else f"{value}/"

    @field_validator("mentions_channel")
    @classmethod
    def _without_hash(cls, value: str) -> str:
        return value.removeprefix("#")

    @field_validator("team_leads", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        return tuple(re.findall(r"[^\s,]+", value)) if isinstance(value, str) else value

    @field_validator("team_leads")
    @classmethod
    def _are_ids(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        wrong = [each for each in value if not re.fullmatch(r"[UWS][A-Z0-9]{2,}", each)]
        if wrong:
            raise ValueError(f"takes ids, such as U024BE7LH or a user group's S0614TZR7; {wrong[0]!r} is none")
        return value

    @model_validator(mode="after")
    def _has_way_to_slack(self) -> Self:
        if self.slack_app_token is None and self.slack_signing_secret is None:
            raise ValueError(
                "SLACK_APP_TOKEN is missing (or SLACK_SIGNING_SECRET, for HTTP mode). "
                f"It is found {_WHERE['slack_app_token']}."
            )
        return self


AnySettings = TypeVar("AnySettings", bound=StoreSettings)


def load(kind: type[AnySettings], **given: Any) -> AnySettings:
    """Return the settings from the environment and `.env`, with `given` on top; raise SettingsError."""
    try:
        return kind(**given)
    except ValidationError as error:
        raise SettingsError("\n".join(_explain(each) for each in error.errors(include_input=False))) from None


def _starting_with(prefix: str, value: SecretStr) -> SecretStr:
    if not value.get_secret_value().startswith(prefix):
        raise ValueError(f"must start with {prefix}")
    return value


def _explain(error: ErrorDetails) -> str:
    if not error["loc"]:
        return error["msg"].removeprefix("Value error, ")
    field = str(error["loc"][0])
    problem = "is missing" if error["type"] == "missing" else error["msg"].removeprefix("Value error, ")
    where = f" It is found {_WHERE[field]}." if field in _WHERE else ""
    return f"{field.upper()} {problem[0].lower()}{problem[1:]}.{where}"
