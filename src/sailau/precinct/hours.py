"""When the commission may check, open and close: on the voting day, in the hours of the definition (L 38(1), 43(1)).

Not enforced in a training, which is held at any hour. Whoever came before the closing hour votes after it too: closing
is allowed from that hour on, and is never done by a clock (M32, M39).
"""

from dataclasses import dataclass
from datetime import datetime

from sailau.precinct.states import Step
from sailau.refusal import Refusal, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class VotingTime:
    """From when to when one may vote in this precinct, both with the precinct's time zone."""

    opens: datetime
    closes: datetime

    def is_over(self, now: datetime) -> bool:
        """Whether the closing hour has come."""
        return now >= self.closes


def refuse_hour(step: Step, now: datetime, time: VotingTime) -> Refusal | None:
    """Say why it is too early or too late for a step; None when its hour is right, or it has none.

    `now` is what the precinct computer's clock says, with a time zone.
    """
    match step:
        case Step.CHECK if now.astimezone(time.opens.tzinfo).date() != time.opens.date():
            return _not_the_day(now, time)
        case Step.OPEN if now < time.opens:
            return _too_early(now, time)
        case Step.OPEN if time.is_over(now):
            return _too_late(now, time)
        case Step.CLOSE if not time.is_over(now):
            return _not_to_close(now, time)
        case _:
            return None


def _clock(now: datetime, time: VotingTime) -> Text:
    shown = f"{now.astimezone(time.opens.tzinfo):%d.%m.%Y %H:%M}"
    return Text(
        f"Компьютердің сағаты: {shown}. Қате болса, техник түзетсін.",
        f"Часы компьютера: {shown}. Если они неверны, их переводит техник.",
        f"The computer's clock: {shown}. If it is wrong, the technician sets it.",
    )


def _refused(code: str, article: str, text: Text, now: datetime, time: VotingTime) -> Refusal:
    clock = _clock(now, time)
    return Refusal(code, article, Text(f"{text.kk} {clock.kk}", f"{text.ru} {clock.ru}", f"{text.en} {clock.en}"))


def _not_the_day(now: datetime, time: VotingTime) -> Refusal:
    day = f"{time.opens:%d.%m.%Y}"
    text = Text(
        f"Жүйе дауыс беру күні, {day}, тексеріледі.",
        f"Система проверяется в день голосования, {day}.",
        f"The system is checked on the voting day, {day}.",
    )
    return _refused("not-the-voting-day", "L 50-5(1), R 4(1)", text, now, time)


def _too_early(now: datetime, time: VotingTime) -> Refusal:
    opens = f"{time.opens:%d.%m.%Y %H:%M}"
    text = Text(
        f"Дауыс беру {opens} басталады, оған дейін ашылмайды.",
        f"Голосование начинается {opens} и раньше не открывается.",
        f"Voting begins on {opens} and is not opened before.",
    )
    return _refused("too-early-to-open", "L 38(1)", text, now, time)


def _too_late(now: datetime, time: VotingTime) -> Refusal:
    closes = f"{time.closes:%d.%m.%Y %H:%M}"
    text = Text(
        f"Дауыс беру уақыты {closes} бітті, енді ашылмайды: жоғары тұрған комиссия кейінге қалдыра алады.",
        f"Время голосования истекло {closes}, его уже не открывают: отложить вправе вышестоящая комиссия.",
        f"Voting time was over on {closes}, it is not opened any more: the higher commission may postpone it.",
    )
    return _refused("too-late-to-open", "L 38(1), 50-5(7)", text, now, time)


def _not_to_close(now: datetime, time: VotingTime) -> Refusal:
    closes = f"{time.closes:%d.%m.%Y %H:%M}"
    text = Text(
        f"Дауыс беру {closes} дейін жүреді, одан ерте жабылмайды.",
        f"Голосование идёт до {closes} и раньше не закрывается.",
        f"Voting goes on until {closes} and is not closed before.",
    )
    return _refused("too-early-to-close", "L 38(1), 43(1)", text, now, time)
