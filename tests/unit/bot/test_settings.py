"""Settings: each that is wrong names itself, says what is wrong, and shows no secret."""

from datetime import time

import pytest

from bot.settings import Settings, SettingsError, load

RIGHT = {"slack_bot_token": "xoxb-1", "slack_app_token": "xapp-1", "mentions_channel": "#social-mentions"}


def settings(**given: object) -> Settings:
    return load(Settings, _env_file=None, **RIGHT | given)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("office_hours", "nine to five", "OFFICE_HOURS can't be used: "),
        ("timezone", "Europe/Lndon", "TIMEZONE can't be used: “Europe/Lndon” is not known"),
        ("holidays", "GB-XYZ", "HOLIDAYS can't be used: "),
        ("holidays", "XX", "HOLIDAYS can't be used: “XX” is not known"),
        ("extra_closed_days", "24/12/2026", "EXTRA_CLOSED_DAYS can't be used: "),
        ("extra_open_days", "2026-11-28", "EXTRA_OPEN_DAYS don't go together: 2026-11-28 is a Saturday"),
        (
            "database_url",
            "mysql://localhost/x",
            "DATABASE_URL can't be used: The database must be SQLite or PostgreSQL",
        ),
        (
            "slack_bot_token",
            "xapp-1",
            "SLACK_BOT_TOKEN must start with xoxb-. It is found in your app on api.slack.com",
        ),
        ("slack_app_token", "", "SLACK_APP_TOKEN is missing (or SLACK_SIGNING_SECRET, for HTTP mode)"),
        ("slack_api_url", "slack.com/api", "SLACK_API_URL must be an address that starts with https://"),
        ("slack_posts_per_second", "0", "SLACK_POSTS_PER_SECOND must be greater than 0."),
        ("mentions_channel", "", "MENTIONS_CHANNEL is empty. It is found in Slack"),
        ("team_leads", "anna.shaw", "TEAM_LEADS takes ids, such as U024BE7LH"),
        ("urgent_contacts", "U024BE7LH anna.shaw", "URGENT_CONTACTS takes ids, such as U024BE7LH"),
        ("escalation_contacts", "media U024BE7LH", "ESCALATION_CONTACTS takes a reason, a colon and ids"),
        ("escalation_contacts", "press: U024BE7LH", "ESCALATION_CONTACTS has no reason 'press'; there are media, "),
        ("escalation_contacts", "media: anna.shaw", "ESCALATION_CONTACTS takes ids, such as U024BE7LH"),
        ("escalation_contacts", "legal: U024BE7LH; legal: S0614TZR7", "ESCALATION_CONTACTS names 'legal' twice"),
        ("summary_at", "24:00", "SUMMARY_AT must be a time of day, such as 09:15"),
        ("port", "70000", "PORT must be less than or equal to 65535."),
        ("intake_secret", "not~base64", "INTAKE_SECRET must be base64"),
        ("contact_email", "write to us", "CONTACT_EMAIL can't be used: 'write to us' is no email address"),
        ("pals_phone", "ring us", "PALS_PHONE can't be used: 'ring us' is no phone number"),
        ("pals_url", "anytown.example", "PALS_URL can't be used: 'anytown.example' is no address that starts with"),
        ("organisation", "{name}", "ORGANISATION can't be used: the name must be one line"),
        ("public_contacts", "01632 960100, ring us", "PUBLIC_CONTACTS can't be used: 'ring us' is no phone number"),
        ("services_file", "no-such-file.toml", "SERVICES_FILE can't be read: no-such-file.toml: No such file"),
    ],
)
def test_a_setting_that_cannot_be_used_names_itself(name: str, value: str, said: str):
    with pytest.raises(SettingsError) as error:
        settings(**{name: value})
    assert said in str(error.value)


def test_all_that_are_wrong_are_told_at_once():
    with pytest.raises(SettingsError) as error:
        settings(port="none", holidays="XX", slack_bot_token="")
    assert set(error.value.problems) == {"port", "holidays", "slack_bot_token"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("slack_bot_token", "s3cret"),
        ("slack_app_token", "s3cret"),
        ("intake_secret", "s3cret123"),
        ("database_url", "postgresql://commsbot:s3cret@localhost:s3cret/comms"),
        ("database_url", "mysql://commsbot:s3cret@localhost/comms"),
    ],
)
def test_what_is_wrong_with_a_secret_is_told_without_it(name: str, value: str):
    with pytest.raises(SettingsError) as error:
        settings(**{name: value})
    assert "s3cret" not in str(error.value)
    assert "s3cret" not in repr(error.value)


def test_what_people_write_is_taken_as_they_mean_it():
    given = settings(team_leads="U024BE7LH, S0614TZR7", slack_api_url="https://slack.example/api", port=" 80 ", host="")
    assert given.mentions_channel == "social-mentions"
    assert given.team_leads == ("U024BE7LH", "S0614TZR7")
    assert given.slack_api_url == "https://slack.example/api/"
    assert (given.port, given.host) == (80, "127.0.0.1")


def test_contacts_are_taken_as_they_are_written():
    given = settings(
        urgent_contacts="U024BE7LH, S0614TZR7 C024BE91L",
        escalation_contacts="media: U024BE7LH, S0614TZR7; legal:C024BE91L;",
    )
    assert given.urgent_contacts == ("U024BE7LH", "S0614TZR7", "C024BE91L")
    assert given.escalation_contacts == {"media": ("U024BE7LH", "S0614TZR7"), "legal": ("C024BE91L",)}


@pytest.mark.parametrize(("written", "meant"), [("9:05", time(9, 5)), (" 08.30 ", time(8, 30)), ("", time(9, 15))])
def test_the_time_of_the_summary_is_taken_as_people_write_it(written: str, meant: time):
    assert settings(summary_at=written).summary_at == meant


def test_secrets_are_not_printed_with_the_settings():
    assert "xoxb-1" not in repr(settings())
    assert "xapp-1" not in str(settings())
    assert "s3cret" not in repr(settings(database_url="postgresql://commsbot:s3cret@localhost/comms"))
