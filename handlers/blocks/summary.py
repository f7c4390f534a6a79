"""A summary in Slack: read by a team lead in 20 seconds, the chart and the rows below for who wants more."""

from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextBlock,
    DividerBlock,
    HeaderBlock,
    ImageBlock,
    PlainTextObject,
    RichTextElement,
    RichTextListElement,
    RichTextSectionElement,
)
from slack_sdk.models.blocks.basic_components import SlackFile

from handlers.blocks.figures import (
    AIMS,
    DECISIONS,
    before_it,
    by_action,
    by_kind,
    counted,
    days,
    hours_and_minutes,
    in_days,
    in_one_sentence,
    of_kind,
    one_there,
    open_said,
    ranked,
    risks_said,
    share,
    times_said,
    told_apart,
    with_pals_said,
)
from handlers.blocks.message import Message
from handlers.blocks.text import bold, escape, line, link, moment, plain, quote, rich, shorten
from handlers.ids import Control
from handlers.reports import Report
from rules.figures import Aim, Figures, Oldest, Quotation, Summary

PLACES = 6
"""Platforms named one by one; all others are one number."""
QUOTED = 200
"""Characters of a quotation."""

NO_CHART = "The chart could not be made or shown this time. The figures are complete without it."


def summary_message(report: Report, zone: ZoneInfo) -> Message:
    """Return the message that tells a summary, with its chart where it has one."""
    summary = report.summary
    title = f"Summary: {days(summary.windows.period)}"
    blocks: list[Block] = [HeaderBlock(text=PlainTextObject(text=title, emoji=False))]
    if summary.figures.is_quiet:
        blocks.append(rich(line(plain(_quiet(summary)))))
    else:
        blocks += [_compared(summary, zone), *_figures(summary)]
    blocks.append(rich(_open(report, zone)))
    if summary.since:
        blocks += _since(summary, summary.since, zone)
    if report.chart:
        blocks.append(ImageBlock(slack_file=SlackFile(id=report.chart.file_id), alt_text=report.chart.alt_text))
    elif not summary.figures.is_quiet:
        blocks.append(ContextBlock(elements=[PlainTextObject(text=NO_CHART, emoji=False)]))
    blocks.append(ActionsBlock(elements=[_rows_button(summary)]))
    return Message(text=escape(in_one_sentence(summary)), blocks=blocks)


def _quiet(summary: Summary) -> str:
    so_far = "" if summary.is_over else " so far"
    before = summary.before
    of_before = in_days(summary.windows.period.previous())
    said = f"Nothing came in and nothing was decided{so_far}."
    if before.is_quiet:
        return f"{said} It was the same {of_before}."
    return f"{said} {of_before[0].upper()}{of_before[1:]}, {before.received:,} came in."


def _compared(summary: Summary, zone: ZoneInfo) -> Block:
    period = summary.windows.period
    earlier = before_it(period)
    said = f"{earlier[0].upper()}{earlier[1:]}: {days(period.previous())}"
    if not summary.is_over:
        said += f", until the same time of day; it is {moment(summary.windows.now, zone)} now"
    return ContextBlock(elements=[PlainTextObject(text=f"{said}. Response times are working time.", emoji=False)])


def _figures(summary: Summary) -> list[Block]:
    now, before = summary.figures, summary.before
    earlier = before_it(summary.windows.period)
    sections: list[RichTextSectionElement | RichTextListElement] = [
        line(bold("Came in: "), plain(f"{now.received:,} ({earlier}: {before.received:,}){_from_where(now)}\n")),
        line(bold("Decided: "), plain(f"{_decisions(now)} ({earlier}: {before.decided:,}){_what(now)}\n")),
    ]
    if suggestions := now.followed + now.overruled:
        suggested_before = before.followed + before.overruled
        of_before = f"{before.followed:,} of {suggested_before:,} followed" if suggested_before else "none"
        said = f"{share(now.followed, suggestions)}, {now.overruled:,} overruled ({earlier}: {of_before})\n"
        sections.append(line(bold("The bot’s suggestions followed: "), plain(said)))
    if now.responses:
        sections.append(line(bold("Response time")))
        sections.append(
            RichTextListElement(
                style="bullet", elements=[_aim(aim, now, before, earlier) for aim in Aim if aim in now.responses]
            )
        )
    if now.risks.count:
        sections.append(line(bold("Risk to life: "), plain(risks_said(now.risks))))
    return [rich(*sections), *_heard(now, before, earlier)]


def _decisions(figures: Figures) -> str:
    return counted(figures.decided, "decision", "decisions")


def _from_where(figures: Figures) -> str:
    if not figures.received:
        return ""
    places = " · ".join(f"{name} {count:,}" for name, count in ranked(figures.by_platform(), PLACES).items())
    kinds = ", ".join(of_kind(kind, count) for kind, count in by_kind(figures).items())
    return f". {places}\n{kinds}"


def _what(figures: Figures) -> str:
    said = []
    for action, made in by_action(figures).items():
        under = told_apart(made)
        said.append(f"{DECISIONS[action]} {sum(each.count for each in made):,}{f' ({under})' if under else ''}")
    return f". {' · '.join(said)}" if said else ""


def _aim(aim: Aim, now: Figures, before: Figures, earlier: str) -> RichTextSectionElement:
    times, of_before = now.responses[aim], before.responses.get(aim)
    compared = "none"
    if of_before:
        compared = f"{of_before.within:,} of {of_before.count:,}, median {hours_and_minutes(of_before.median)}"
    return line(
        plain(f"{AIMS[aim]}: "),
        bold(f"{share(times.within, times.count)} in time"),
        plain(f"; {times_said(times)} ({earlier}: {compared})"),
    )


def _heard(now: Figures, before: Figures, earlier: str) -> list[Block]:
    """Quote what people suggested and thanked for: the team promises to listen (P2, P5)."""
    said = {"People’s suggestions": (now.suggestions, before.suggestions), "Thanks": (now.thanks, before.thanks)}
    return [
        rich(
            line(bold(f"{name}: "), plain(f"{heard.count:,} ({earlier}: {of_before.count:,})")),
            *map(_quotation, heard.quotations),
        )
        for name, (heard, of_before) in said.items()
        if heard.count
    ]


def _quotation(said: Quotation) -> RichTextElement:
    return quote(shorten(" ".join(said.masked_text.split()), QUOTED))


def _open(report: Report, zone: ZoneInfo) -> RichTextSectionElement:
    still_open = report.summary.open
    parts: list[RichTextElement] = [bold("Still open now: "), plain(open_said(still_open))]
    if oldest := still_open.oldest:
        parts.append(plain(f". The oldest: {_came(oldest, report.summary, zone)}"))
        if report.oldest_url:
            parts += [
                plain(", "),
                link(report.oldest_url, f"open its {'digest' if report.oldest_in_digest else 'card'}"),
            ]
    if with_pals := with_pals_said(still_open):
        parts += [bold("\nWith PALS: "), plain(f"{with_pals} (/pals referrals lists them)")]
    return line(*parts)


def _came(oldest: Oldest, summary: Summary, zone: ZoneInfo) -> str:
    came = moment(oldest.received_at, zone, summary.windows.now)
    return f"{one_there(oldest.kind, oldest.platform)}, {came}"


def _since(summary: Summary, since: Figures, zone: ZoneInfo) -> list[Block]:
    title = f"Since then, until {moment(summary.windows.now, zone)}: "
    if since.is_quiet:
        return [DividerBlock(), rich(line(bold(title), plain("nothing came in and nothing was decided.")))]
    sections = [
        line(bold(f"{title}\n"), bold("Came in: "), plain(f"{since.received:,}{_from_where(since)}\n")),
        line(bold("Decided: "), plain(f"{_decisions(since)}{_what(since)}")),
    ]
    if since.risks.count:
        sections.append(line(bold("\nRisk to life: "), plain(risks_said(since.risks))))
    return [DividerBlock(), rich(*sections)]


def _rows_button(summary: Summary) -> ButtonElement:
    return ButtonElement(
        text="Send me the CSV",
        action_id=Control.SUMMARY_CSV.value,
        value=str(summary.windows.period),
        accessibility_label="Send me the figures and a row for each mention as CSV, in a direct message",
    )
