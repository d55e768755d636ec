"""The state machine of the precinct's day, as data.

    installed ─check─► checked ─open─► open ─close─► closed ─reconcile─► reconciled ─count─► counted ─sign─► signed
                                        │ ▲                                                     ▲              │
                                 suspend│ │resume (restart, L 50-5(6))                          └──recount─────┘ once
                                        ▼ │
                                     suspended        postpone (L 50-5(7)): from any state before "closed"

Reconciling stands between closing and the count on purpose: people, cards and ballots agree, or the
difference is closed by an act, before anything is decrypted (L 43(3-1), 43(4)).
"""

from enum import StrEnum

from sailau.refusal import Refusal, Text


class State(StrEnum):
    """Where the day stands."""

    INSTALLED = "installed"
    CHECKED = "checked"
    OPEN = "open"
    SUSPENDED = "suspended"
    CLOSED = "closed"
    RECONCILED = "reconciled"
    COUNTED = "counted"
    SIGNED = "signed"
    POSTPONED = "postponed"


class Step(StrEnum):
    """What moves the day on."""

    CHECK = "check"
    OPEN = "open"
    SUSPEND = "suspend"
    RESUME = "resume"
    CLOSE = "close"
    RECONCILE = "reconcile"
    COUNT = "count"
    SIGN = "sign"
    RECOUNT = "recount"
    POSTPONE = "postpone"


TRANSITIONS: dict[tuple[State, Step], State] = {
    (State.INSTALLED, Step.CHECK): State.CHECKED,
    (State.CHECKED, Step.OPEN): State.OPEN,
    (State.OPEN, Step.SUSPEND): State.SUSPENDED,
    (State.SUSPENDED, Step.RESUME): State.OPEN,
    (State.OPEN, Step.CLOSE): State.CLOSED,
    (State.CLOSED, Step.RECONCILE): State.RECONCILED,
    (State.RECONCILED, Step.COUNT): State.COUNTED,
    (State.COUNTED, Step.SIGN): State.SIGNED,
    (State.COUNTED, Step.RECOUNT): State.COUNTED,
    (State.SIGNED, Step.RECOUNT): State.SIGNED,
    (State.INSTALLED, Step.POSTPONE): State.POSTPONED,
    (State.CHECKED, Step.POSTPONE): State.POSTPONED,
    (State.OPEN, Step.POSTPONE): State.POSTPONED,
    (State.SUSPENDED, Step.POSTPONE): State.POSTPONED,
}

ARTICLES: dict[Step, str] = {
    Step.CHECK: "L 50-5(1), R 4(1)",
    Step.OPEN: "L 50-5(2), R 4-1",
    Step.SUSPEND: "L 50-5(6), R 14",
    Step.RESUME: "L 50-5(6), R 14",
    Step.CLOSE: "L 43(1), R 17",
    Step.RECONCILE: "L 43(3-1), 43(4)",
    Step.COUNT: "L 50-6(1), R 17",
    Step.SIGN: "L 50-6(2), R 20",
    Step.RECOUNT: "L 43(7-1)",
    Step.POSTPONE: "L 50-5(7), R 15",
}

WORDS: dict[State, Text] = {
    State.INSTALLED: Text("жүйе орнатылған", "система установлена", "the system is installed"),
    State.CHECKED: Text("жүйе тексерілген", "система проверена", "the system is checked"),
    State.OPEN: Text("дауыс беру жүріп жатыр", "голосование идёт", "voting is open"),
    State.SUSPENDED: Text("дауыс беру тоқтатыла тұрған", "голосование приостановлено", "voting is suspended"),
    State.CLOSED: Text("дауыс беру аяқталған", "голосование окончено", "voting is closed"),
    State.RECONCILED: Text("деректер салыстырылған", "данные сверены", "the figures are reconciled"),
    State.COUNTED: Text("дауыстар саналған", "голоса подсчитаны", "the votes are counted"),
    State.SIGNED: Text("хаттамаға қол қойылған", "протокол подписан", "the protocol is signed"),
    State.POSTPONED: Text("дауыс беру кейінге қалдырылған", "голосование отложено", "voting is postponed"),
}


def next_state(state: State, step: Step) -> State | None:
    """Return the state after a step, or None where the step may not follow."""
    return TRANSITIONS.get((state, step))


def refuse_step(state: State, step: Step) -> Refusal:
    """Say that a step may not follow now, and where the day stands."""
    now = WORDS[state]
    return Refusal(
        f"not-now-{step}",
        ARTICLES[step],
        Text(
            f"Бұл әрекет қазір жасалмайды: {now.kk}.",
            f"Сейчас это действие не выполняется: {now.ru}.",
            f"This cannot be done now: {now.en}.",
        ),
    )


def refuse_outside_voting(state: State) -> Refusal:
    """Say that voters are served only while voting is open."""
    now = WORDS[state]
    return Refusal(
        "voting-not-open",
        "L 50-5(2)",
        Text(
            f"Дауыс беру ашық емес: {now.kk}.",
            f"Голосование не открыто: {now.ru}.",
            f"Voting is not open: {now.en}.",
        ),
    )
