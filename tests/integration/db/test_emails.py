"""The e-mails to PALS, kept with their referral and handed out one by one."""

import time
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, text

from bot.clock import MovableClock
from bot.mail_server import MailServer
from bot.mail_settings import MailSettings
from bot.mailer import Mailer
from db.emails import TAKEN_BACK, TAKEN_UP_AFTER, Emails
from db.store import Decided, Store
from rules.decisions import Action, Role
from rules.mention import Email, EmailState, Posting, Reply
from rules.referrals import Referral
from tests.mail import Inbox, body_of, free_port, mail_server
from tests.mentions import ANNA, MONDAY, new_mention

PALS = "pals@anytown.example"
BODY = "Grüße, Zoë 👩‍⚕️\n.\n..\nFrom here\n" + "long " * 500 + "\nend\n"
EMAIL = Email(PALS, "Passed on\r\nBcc: all@anytown.example", BODY)


@pytest.fixture
def emails(engine: Engine) -> Emails:
    return Emails(engine)


@pytest.fixture
def mention_id(store: Store) -> int:
    [new_id] = store.add_mentions([new_mention()], MONDAY)
    assert new_id is not None
    return new_id


def refer(store: Store, mention_id: int) -> int:
    made = store.decide(
        mention_id,
        ANNA,
        Role.STAFF,
        Action.REFER,
        detail=Referral.PASSED_ON,
        reply=Reply("Thank you."),
        email=EMAIL,
        now=MONDAY,
    )
    assert isinstance(made, Decided)
    return made.decision.id


def mailer(emails: Emails, port: int, now: datetime = MONDAY) -> Mailer:
    settings = MailSettings.model_validate(
        {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_security": "none", "smtp_from": "comms@anytown.example"}
    )
    return Mailer(emails, MailServer(settings), MovableClock(now), committed=lambda: None)


def redraws(engine: Engine) -> int:
    with engine.connect() as connection:
        found: int = connection.execute(text("SELECT count(*) FROM outbox WHERE effect = 'redraw_card'")).scalar_one()
        return found


def test_it_arrives_whole_and_the_case_says_when(store: Store, emails: Emails, engine: Engine, mention_id: int) -> None:
    decision_id = refer(store, mention_id)
    assert store.case(mention_id).email == EmailState(decision_id, Posting.WAITING)
    port = free_port()
    with mail_server(port) as inbox:
        assert mailer(emails, port).send_next()
        assert not mailer(emails, port).send_next()
    [message] = inbox.messages
    assert body_of(message) == BODY
    assert (message["To"], message["From"], message["Bcc"]) == (PALS, "comms@anytown.example", None)
    assert message["Subject"] == "Passed on Bcc: all@anytown.example"
    assert message["Message-ID"] == f"<commsbot-referral-{decision_id}@anytown.example>"
    state = store.case(mention_id).email
    assert state
    assert state.posting is Posting.SENT
    assert state.sent_at
    assert state.sent_at - MONDAY < timedelta(minutes=1)
    assert redraws(engine) == 2


def test_while_the_server_is_away_it_waits_longer_and_longer_and_says_why(
    store: Store, emails: Emails, mention_id: int
) -> None:
    decision_id = refer(store, mention_id)
    now = time.time()
    assert mailer(emails, free_port()).send_next()
    assert store.case(mention_id).email == EmailState(
        decision_id, Posting.WAITING, error="the mail server can't be reached"
    )
    assert emails.claim(now + 4) is None
    again = emails.claim(now + 10)
    assert again
    assert (again.attempts, again.email) == (2, EMAIL)


@pytest.mark.parametrize(
    ("hours", "state"),
    [
        (23, EmailState(1, Posting.WAITING, error="the mail server can't be reached")),
        (24, EmailState(1, Posting.FAILED, error="the mail server can't be reached for a day")),
    ],
)
def test_what_no_server_takes_for_a_day_is_given_up(
    store: Store, emails: Emails, mention_id: int, hours: int, state: EmailState
) -> None:
    refer(store, mention_id)
    mailer(emails, free_port(), MONDAY + timedelta(hours=hours)).send_next()
    assert store.case(mention_id).email == state
    is_over = state.posting is Posting.FAILED
    assert (emails.waiting(), emails.given_up()) == (int(not is_over), int(is_over))


@pytest.mark.parametrize(
    ("answer", "posting"), [("550 No such mailbox", Posting.FAILED), ("450 Mailbox busy", Posting.WAITING)]
)
def test_what_is_refused_for_good_fails_and_what_is_refused_for_now_waits(
    store: Store, emails: Emails, mention_id: int, answer: str, posting: Posting
) -> None:
    refer(store, mention_id)
    port, inbox = free_port(), Inbox()
    inbox.refuse[PALS] = answer
    with mail_server(port, inbox):
        mailer(emails, port).send_next()
    state = store.case(mention_id).email
    assert state
    assert (state.posting, state.error) == (posting, f"the mail server refused the address: {answer}")
    assert not inbox.messages


def test_a_referral_that_was_taken_back_is_never_handed_out(
    store: Store, emails: Emails, engine: Engine, mention_id: int
) -> None:
    refer(store, mention_id)
    store.decide(mention_id, ANNA, Role.STAFF, Action.ANSWER_UNDO, now=MONDAY)
    assert emails.claim(time.time()) is None
    assert store.case(mention_id).email is None
    with engine.connect() as connection:
        assert connection.execute(text("SELECT state, error FROM emails")).one() == ("failed", TAKEN_BACK)
    assert (emails.waiting(), emails.given_up()) == (0, 0), "nobody has anything to do about it"


def test_what_a_worker_left_behind_is_taken_up_again_after_a_minute(
    store: Store, emails: Emails, mention_id: int
) -> None:
    refer(store, mention_id)
    now = time.time()
    assert emails.claim(now)
    assert emails.claim(now + TAKEN_UP_AFTER - 1) is None
    assert emails.claim(now + TAKEN_UP_AFTER + 1)
