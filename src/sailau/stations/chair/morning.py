"""What comes next until voting is over: Setup compared, keys, check, duties, seal, opening, interruption (L 50-5)."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from sailau.service.opening import DUTIES
from sailau.stations.chair.making import Making, grouped_hash
from sailau.stations.chair.parts import Body, Button, Input, Line, PaperLine

_MINUTE: Final = timedelta(minutes=1)


def compare_setup(made: Making) -> Body:
    """The Setup hash is held against the act of installation before anything else (L 50-1(5))."""
    return Body(
        article=made.say("next-step", article="50-1(5), 50-5(1)"),
        heading=made.say("compare-setup"),
        lead=made.say("compare-setup-how"),
        paper=(PaperLine(label=made.say("setup-hash"), value=grouped_hash(made.outline["setup"])),),
        people_name=made.say("who-must-be-here"),
        people_count=made.people_count(),
        people=made.people(),
        buttons=(
            made.button("setup:differs", "setup-differs", icon="warn"),
            made.button("setup:same", "setup-same", go=True),
        ),
    )


def possession(made: Making) -> Body:
    """Each member proves that the own key store opens what is sealed to it (L 50-5(1))."""
    proved, needed = set(made.outline["possession"]), made.outline["possession_needed"]
    lines = tuple(
        Line(
            text=one["name"],
            beside=made.say("key-proved" if one["id"] in proved else "key-not-proved"),
            standing="done" if one["id"] in proved else "ahead",
        )
        for one in made.officials
    )
    open_ = [one for one in made.able() if one not in proved]
    return Body(
        article=made.say("next-step", article="50-5(1)"),
        heading=made.say("prove-keys"),
        lead=made.say("prove-keys-how", needed=needed, count=len(proved)),
        lines=lines,
        inputs=member_and_pin(made, open_),
        buttons=_unless_nobody(made, open_, made.button("prove", "prove-key", go=True)),
        hint="" if open_ else made.say("sign-in-more"),
    )


def check(made: Making) -> Body:
    """The check at thirty minutes: what was looked at, the zero report, signed by the chair and one more (R 4(1))."""
    summary = made.view.summary
    empty = not any(summary.get(name) for name in ("issued", "accepted", "admitted", "cards_out"))
    lines = (
        Line(text=made.say("check-keys"), beside=_of(made, len(made.outline["possession"])), standing="done"),
        Line(text=made.say("check-setup"), beside=grouped_hash(made.outline["setup"])[:9], standing="done"),
        Line(text=made.say("check-empty"), beside="0", standing="done" if empty else "wrong"),
        Line(text=made.say("check-list"), beside=str(summary.get("listed", "")), standing="done"),
    )
    return Body(
        article=made.say("next-step", article="50-5(1), R 4(1)"),
        heading=made.say("zero-report"),
        lead=made.say("zero-report-how"),
        people_name=made.say("who-must-be-here"),
        people_count=made.people_count(),
        people=made.people(),
        lines=lines,
        buttons=by_two(made, made.button("command:check-system", "sign-zero-report", go=True)),
        hint=two_hint(made),
    )


def duties(made: Making) -> Body:
    """Who hands out cards, keeps the list, speaks with the district (L 50-5(1), R 4(2); M33)."""
    lines = tuple(
        Line(text=one["name"], beside=", ".join(made.say(f"duty-{duty}") for duty in one["duties"]), standing="done")
        for one in made.officials
        if one["duties"]
    )
    members = tuple((one["id"], one["name"]) for one in made.officials if not one["suspended"])
    buttons = [made.button("form:", "to-the-day")] if made.view.form else []
    ready = made.chair() and made.day.has_issuer() and not made.view.form
    if made.chair():
        buttons.append(made.button("duty", "name-duty", go=not ready))
    if ready:
        buttons.append(made.button("seal", "seal-whole", go=True))
    return Body(
        article=made.say("next-step", article="50-5(1)–(2), R 4(2), 4-1"),
        heading=made.say("name-duties"),
        lead=made.say("name-duties-how" if not ready else "seal-how"),
        lines=lines,
        inputs=(
            Input(name="named", label=made.say("whom"), kind="choice", options=members),
            Input(
                name="duty",
                label=made.say("which-duty"),
                kind="choice",
                options=tuple((duty, made.say(f"duty-{duty}")) for duty in DUTIES),
            ),
        )
        if made.chair()
        else (),
        buttons=tuple(buttons),
        hint="" if made.chair() else made.say("chair-needed"),
    )


def opening(made: Making) -> Body:
    """The voting is opened at its hour, after all could see the seal (L 50-5(2), R 4-1)."""
    day = made.day
    left = max(0, int((day.opens - day.now) / _MINUTE))
    lead = made.say("opens-in", time=f"{day.opens:%H:%M}", count=left) if left else made.say("opens-now")
    early = day.now < day.opens and not made.view.summary.get("training")
    go = made.button("command:open-voting", "open-voting", go=True)
    return Body(
        article=made.say("next-step", article="50-5(2), 38"),
        heading=made.say("open-heading"),
        lead=lead,
        people_name=made.say("who-must-be-here"),
        people_count=made.people_count(),
        people=made.people(),
        lines=(
            Line(text=made.say("zero-report-signed"), standing="done"),
            Line(text=made.say("duties-named"), standing="done"),
            Line(text=made.say("seal-was-whole"), standing="done"),
        ),
        buttons=(
            made.button("form:duties", "more-duties"),
            made.button("form:postpone", "postpone", icon="warn"),
            *((go,) if made.chair() and not early else ()),
        ),
        hint=_open_hint(made, early),
    )


def _open_hint(made: Making, early: bool) -> str:
    if not made.chair():
        return made.say("chair-needed")
    return made.say("open-later", time=f"{made.day.opens:%H:%M}") if early else ""


def voting(made: Making) -> Body:
    """Voting is on: the figures, and what may be done: pause, duties, closing when the hour has come (L 43(1)).

    In training the voting may be closed before its hour, so that a newcomer can go the whole way.
    """
    day, summary = made.day, made.view.summary
    over = day.now >= day.closes
    lines = (
        Line(text=made.say("admitted"), beside=str(summary.get("admitted", "")), standing="plain"),
        Line(text=made.say("accepted"), beside=str(summary.get("accepted", "")), standing="plain"),
        Line(text=made.say("cards-out"), beside=str(summary.get("cards_out", "")), standing="plain"),
        Line(text=made.say("look-ups"), beside=_look_ups(made), standing="plain"),
    )
    buttons = [made.button("form:suspend", "suspend", icon="warn")] if made.two() else []
    buttons.append(made.button("form:duties", "more-duties"))
    early = bool(summary.get("training"))
    if (over or early) and made.chair():
        buttons.append(made.button("command:close-voting", "close-voting", go=True))
    lead = made.say("closing-queue") if over else made.say("closes-at", time=f"{day.closes:%H:%M}")
    return Body(
        article=made.say("now-step", article="38, 50-5"),
        heading=made.say("voting-ends" if over else "voting-on"),
        lead=lead,
        lines=lines,
        buttons=tuple(buttons),
        hint="" if over or early else made.say("close-later", time=f"{day.closes:%H:%M}"),
    )


def suspend(made: Making) -> Body:
    """Why the voting is interrupted: the commission's decision, signed by the chair and one more (L 50-5(6), R 14)."""
    return Body(
        article=made.say("next-step", article="50-5(6), R 14"),
        heading=made.say("suspend-heading"),
        lead=made.say("suspend-how"),
        inputs=reason_inputs(made),
        buttons=(
            made.button("form:", "back"),
            made.button("form:postpone", "postpone", icon="warn"),
            *by_two(made, made.button("reason:suspend-voting", "draw-up-act", go=True)),
        ),
        hint=two_hint(made),
    )


def postpone(made: Making) -> Body:
    """A higher commission has postponed the voting: its act from the medium, or the precinct's act on it (R 15)."""
    decided = made.label_of("postponement")
    stop = made.button(f"postpone:{decided}", "postpone-now", go=True)
    read = made.button("higher:read", "higher-read")
    return Body(
        article=made.say("next-step", article="50-5(7), R 15"),
        heading=made.say("postpone-heading"),
        lead=made.say("postpone-decided", act=decided) if decided else made.say("postpone-how"),
        tone="warn",
        inputs=() if decided else reason_inputs(made),
        buttons=(
            made.button("form:", "back"),
            *((stop,) if decided and made.chair() else ()),
            *(() if decided else by_two(made, read, made.button("act:postpone", "draw-up-act", go=True))),
        ),
        hint=two_hint(made),
    )


def suspended(made: Making) -> Body:
    """The specialist restarts by the sealed password; chair and specialist go on (L 50-5(6), R 14)."""
    both = made.with_technician()
    return Body(
        article=made.say("next-step", article="50-5(6), R 14"),
        heading=made.say("suspended-heading"),
        lead=made.say("suspended-how", act=made.outline["restart_of"]),
        tone="warn",
        people_name=made.say("who-must-be-here"),
        people=made.people("technician"),
        buttons=(
            made.button("form:postpone", "postpone", icon="warn"),
            *((made.button("resume", "resume", go=True),) if both else ()),
        ),
        hint="" if both else made.say("technician-needed"),
    )


def reason_inputs(made: Making) -> tuple[Input, ...]:
    """A reason in both languages of the acts."""
    return (
        Input(name="kk", label=made.say("reason-kk"), kind="area"),
        Input(name="ru", label=made.say("reason-ru"), kind="area"),
    )


def member_and_pin(made: Making, open_: Sequence[str]) -> tuple[Input, ...]:
    """Whose key store is opened, and its PIN; nothing when nobody is left."""
    if not open_:
        return ()
    options = tuple((one, made.name(one)) for one in open_)
    return (
        Input(name="member", label=made.say("whose-key"), kind="choice", options=options),
        Input(name="pin", label=made.say("pin"), kind="pin"),
    )


def _unless_nobody(made: Making, open_: Sequence[str], *buttons: Button) -> tuple[Button, ...]:
    enough = len(made.outline["possession"]) >= made.outline["possession_needed"]
    on = (made.button("form:check", "go-on-check", go=not open_),) if enough else ()
    return (*on, *(buttons if open_ else ()))


def by_two(made: Making, *buttons: Button) -> tuple[Button, ...]:
    """What the chair and one more member do together: not there while one of them is not."""
    return buttons if made.two() else ()


def two_hint(made: Making) -> str:
    """Who must still sign in for what is done by two."""
    return "" if made.two() else made.say("chair-and-one-sign-in")


def _of(made: Making, count: int) -> str:
    return made.say("of", count=count, most=len(made.officials))


def _look_ups(made: Making) -> str:
    found = made.view.summary.get("look_ups", {})
    if not found:
        return "0"
    return ", ".join(f"{made.name(member)}: {count}" for member, count in sorted(found.items()))
