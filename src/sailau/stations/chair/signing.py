"""What is signed, shown whole: an act before its signatures, the protocol from member to member (L 43(8), 50-6(2))."""

from collections.abc import Mapping
from typing import Any

from sailau.formats.v1.record import Act
from sailau.service.act_kinds import kind_of
from sailau.stations.chair.making import Making
from sailau.stations.chair.morning import by_two, reason_inputs, two_hint
from sailau.stations.chair.parts import Body, Button, Input, Line, PaperLine
from sailau.stations.chair.protocols import shown_lines


def agreeing(made: Making, act: Act) -> Body:
    """An act as it will be signed: all of it, in both languages of the acts."""
    kind, other = kind_of(act.kind), made.other_than_page
    paper = [
        PaperLine(label=made.say("act-number"), value=f"ACT-{act.number:03d}"),
        PaperLine(label=made.say("act-about"), value=_either(made, kind.title), value_lang=other),
        PaperLine(label=made.say("act-article"), value=act.article),
        PaperLine(label="Қазақша", value=act.text.kk, label_lang="kk", value_lang="kk"),
        PaperLine(label="По-русски", value=act.text.ru, label_lang="ru", value_lang="ru"),
        PaperLine(label=made.say("act-members"), value=", ".join(made.name(member) for member in act.members)),
    ]
    paper += [
        PaperLine(
            label=_label(made, kind.labels, name),
            value=_value(made, value),
            label_lang=other if name in kind.labels else "",
        )
        for name, value in sorted(act.data.items())
    ]
    return Body(
        article=act.article,
        heading=made.say("read-and-sign"),
        lead=made.say("read-and-sign-how"),
        paper=tuple(paper),
        buttons=(made.button("agree:no", "do-not-sign"), made.button("agree:yes", "sign-act", go=True)),
    )


def protocol(made: Making) -> Body:
    """The protocol: drawn up, shown, signed one after another, or declined with a reason; then the record."""
    row = made.outline["protocol"]
    if not row["drawn_up"]:
        return _drawing_up(made)
    if not made.view.protocols:
        return Body(
            article=made.say("next-step", article="43(8), 50-6(2), R 20"),
            heading=made.say("protocol-heading"),
            lead=made.say("protocol-show-how"),
            lines=_signatures(made, row),
            buttons=(made.button("protocol:show", "protocol-show", go=True),) if made.able() else (),
            hint="" if made.able() else made.say("sign-in-more"),
        )
    return _signing(made, row)


def decline(made: Making) -> Body:
    """A member does not sign, and says why: it stands in the protocol, which the others sign anew (L 43(8))."""
    options = tuple((one, made.name(one)) for one in made.able())
    who = Input(name="member", label=made.say("who-declines"), kind="choice", options=options)
    return Body(
        article=made.say("next-step", article="43(8)"),
        heading=made.say("decline-heading"),
        lead=made.say("decline-how"),
        inputs=(who, *reason_inputs(made)),
        buttons=(made.button("form:", "back"), made.button("decline", "decline-write", go=True)),
    )


def _drawing_up(made: Making) -> Body:
    absent = [one for one in made.officials if one["id"] not in made.view.ids]
    declined = made.outline["protocol"]["declined"]
    lines = tuple(
        Line(
            text=one["name"],
            beside=made.say("declined")
            if one["id"] in declined
            else made.say("will-sign")
            if one["id"] in made.view.ids
            else made.say("absent"),
            standing="done" if one["id"] in made.view.ids and one["id"] not in declined else "ahead",
        )
        for one in made.officials
    )
    inputs = reason_inputs(made) if absent else ()
    go = made.button("draw-up", "draw-up", go=True)
    return Body(
        article=made.say("next-step", article="43(8), 50-6(2), R 20"),
        heading=made.say("draw-up-heading"),
        lead=made.say("draw-up-absent" if absent else "draw-up-all"),
        lines=lines,
        inputs=inputs,
        buttons=(made.button("form:decline", "decline"), go) if made.two() else (),
        hint=two_hint(made),
    )


def _signing(made: Making, row: Mapping[str, Any]) -> Body:
    open_ = [one for one in made.able() if one in row["signers"] and one not in row["signed"]]
    paper = [line for one in made.view.protocols for line in shown_lines(made, one)]
    if open_:
        options = tuple((one, made.name(one)) for one in open_)
        inputs: tuple[Input, ...] = (Input(name="member", label=made.say("who-signs"), kind="choice", options=options),)
        buttons: tuple[Button, ...] = (
            made.button("form:decline", "decline"),
            made.button("protocol:sign", "sign-protocol", go=True),
        )
        hint = ""
    else:
        left = [one for one in row["signers"] if one not in row["signed"]]
        inputs, hint = (), made.say("sign-in-more") if left else two_hint(made)
        buttons = () if left else by_two(made, made.button("record", "write-record", go=True))
    return Body(
        article=made.say("next-step", article="43(8), 50-6(2), R 20"),
        heading=made.say("protocol-heading"),
        lead=made.say("protocol-signed-by", count=len(row["signed"]), most=len(row["signers"])),
        lines=_signatures(made, row),
        paper=tuple(paper),
        inputs=inputs,
        buttons=buttons,
        hint=hint,
    )


def _signatures(made: Making, row: Mapping[str, Any]) -> tuple[Line, ...]:
    rows = [
        Line(
            text=made.name(member),
            beside=made.say("signed" if member in row["signed"] else "not-signed-yet"),
            standing="done" if member in row["signed"] else "ahead",
        )
        for member in row["signers"]
    ]
    rows += [
        Line(text=made.name(member), beside=made.text(reason), beside_lang=made.other_than_page, standing="wrong")
        for member, reason in row["declined"].items()
    ]
    return tuple(rows)


def _either(made: Making, text: Any) -> str:
    return str(getattr(text, made.of_acts))


def _label(made: Making, labels: Mapping[str, Any], name: str) -> str:
    label = labels.get(name)
    return name if label is None else _either(made, label)


def _value(made: Making, value: Any) -> str:
    """Members are named, whatever else is in the act stands as it is."""
    if isinstance(value, list | tuple):
        return ", ".join(made.name(str(one)) for one in value)
    return str(value)
