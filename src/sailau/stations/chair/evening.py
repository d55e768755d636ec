"""What comes next from closing to hand-over: devices, differences, count, protocol, record (L 43, 50-6; R 16-20)."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sailau.service.count import FIRST, RECOUNT
from sailau.service.shares_act import SHARES_ERASED, SHARES_OF
from sailau.stations.chair.making import Making
from sailau.stations.chair.morning import by_two, member_and_pin, reason_inputs, two_hint
from sailau.stations.chair.parts import Bar, Body, Button, Input, Line, Slice
from sailau.stations.chair.transfer import after_button, after_line, is_sent
from sailau.words.figures import grouped

SHADES: Final = 6
"""So many colours a bar has; after them they begin anew. What tells slices apart is their number."""
_LEAST_PERCENT: Final = 3.0


def devices(made: Making) -> Body:
    """Every device's closing card, cards that are still out, credentials that were not used (L 50-6(1), 43(4))."""
    outline = made.outline
    rows = [_device(made, one) for one in outline["devices"]]
    if outline["cards_out"]:
        rows.append(Line(text=made.say("cards-out"), beside=str(outline["cards_out"]), standing="wrong"))
    if on_tray := _on_tray(made):
        rows.append(Line(text=made.say("cards-on-tray"), beside=str(on_tray), standing="ahead"))
    rows += [_tour(made, one) for one in outline["tours"] if not one["done"] and not one["lost"]]
    destroyed = outline["unused_destroyed"]
    rows.append(Line(text=made.say("unused"), standing="done" if destroyed else "ahead"))
    return Body(
        article=made.say("next-step", article="50-6(1), 43(3-1), 43(4), R 17"),
        heading=made.say("devices-heading"),
        lead=made.say("devices-how"),
        lines=tuple(rows),
        buttons=_device_buttons(made),
        hint=made.say("take-tray-in") if on_tray and made.two() else two_hint(made),
    )


def device_failed(made: Making) -> Body:
    """A device whose data cannot be had: said by act, and the difference is explained by it (L 50-5(6))."""
    needed = tuple((one["device"], one["device"]) for one in made.outline["devices"] if one["standing"] == "needed")
    return Body(
        article=made.say("next-step", article="50-5(6)"),
        heading=made.say("device-dead-heading"),
        lead=made.say("device-dead-how"),
        inputs=(Input(name="device", label=made.say("which-device"), kind="choice", options=needed),),
        buttons=(made.button("form:", "back"), *by_two(made, made.button("dead", "draw-up-act", go=True))),
        hint=two_hint(made),
    )


def reconcile(made: Making) -> Body:
    """People, cards and ballots are held against one another; a difference is looked for, or explained by act."""
    open_ = [one for one in made.outline["relations"] if not one["holds"] and not one["explained_by"]]
    if open_:
        return _difference(made, open_)
    lines = tuple(
        Line(
            text=made.text(one["text"]),
            beside=one["explained_by"] or f"{grouped(one['left'])} = {grouped(one['right'])}"
            if one["kind"] == "equal" or one["explained_by"]
            else f"{grouped(one['left'])} ≤ {grouped(one['right'])}",
            standing="done",
        )
        for one in made.outline["relations"]
    )
    go = made.button("command:reconcile", "reconcile", go=True)
    return Body(
        article=made.say("next-step", article="43(3-1), 43(4)"),
        heading=made.say("reconcile-heading"),
        lead=made.say("reconcile-how"),
        lines=lines,
        buttons=(go,) if made.chair() else (),
        hint="" if made.chair() else made.say("chair-needed"),
    )


def explain(made: Making) -> Body:
    """What explains the first open difference, for the act (L 43(4-1))."""
    open_ = [one for one in made.outline["relations"] if not one["holds"] and not one["explained_by"]]
    if not open_:
        return reconcile(made)
    return Body(
        article=made.say("next-step", article=open_[0]["article"].removeprefix("L ")),
        heading=made.say("explain-heading"),
        lead=made.text(open_[0]["text"]),
        inputs=reason_inputs(made),
        buttons=(
            made.button("form:", "back"),
            *by_two(made, made.button(f"explain:{open_[0]['code']}", "draw-up-act", go=True)),
        ),
        hint=two_hint(made),
    )


def counting(made: Making, name: str = FIRST) -> Body:
    """The count as it goes on: begun, mixed by two, opened by the quorum, added up (L 50-6(1); R 16-18)."""
    row = made.outline["count" if name == FIRST else "recount"]
    if not row["begun"]:
        go = made.button("command:begin-count", "begin-count", go=True)
        return Body(
            article=made.say("next-step", article="50-6(1), R 17"),
            heading=made.say("count-heading"),
            lead=made.say("count-how", mixes=row["mixes_needed"], count=row["decryptions_needed"]),
            lines=_count_lines(made, row),
            buttons=(go,) if made.chair() else (),
            hint="" if made.chair() else made.say("chair-needed"),
        )
    mixed, opened = len(row["mixed"]), len(row["decrypted"])
    if mixed < row["mixes_needed"]:
        return _mixing(made, row, name)
    if opened < row["decryptions_needed"]:
        return _decrypting(made, row, name)
    go = made.button(f"finish-count:{name}", "finish-count", go=True)
    return Body(
        article=made.say("next-step", article="50-6(1), R 17"),
        heading=made.say("finish-heading"),
        lead=made.say("finish-how"),
        lines=_count_lines(made, row),
        buttons=(go,) if made.chair() else (),
        hint="" if made.chair() else made.say("chair-needed"),
    )


def after(made: Making) -> Body:
    """The record is written: what the law still asks (L 43(8), 50-2(2), 50-9; R 20)."""
    kinds = made.day.kinds()
    lines = (
        Line(text=made.say("record-stands"), standing="done"),
        Line(text=made.say("posted"), standing="done" if "protocol_posted" in kinds else "ahead"),
        after_line(made),
        Line(text=made.say("packed"), standing="done" if "recorder_packed" in kinds else "ahead"),
        Line(text=made.say("shares-gone"), standing="done" if SHARES_ERASED in kinds else "ahead"),
    )
    buttons = by_two(
        made,
        *_recount_buttons(made),
        *_erase_buttons(made),
        *(() if "recorder_packed" in kinds else (made.button("form:pack", "pack-recorder", go=is_sent(made)),)),
    )
    return Body(
        article=made.say("next-step", article="43(8), 50-7(1), 50-2(2), 50-9, R 20"),
        heading=made.say("after-heading"),
        lead=made.say("after-how"),
        tone="ok",
        lines=lines,
        buttons=(*buttons, after_button(made)),
        hint=two_hint(made),
    )


def by_act(made: Making, what: str) -> Body:
    """A decision that is an act: a recount, the recorder packed, the shares erased."""
    article = {"recount": "43(7-1)", "pack": "50-9", "erase": "50-2(2)"}[what]
    return Body(
        article=made.say("next-step", article=article),
        heading=made.say(f"{what}-heading"),
        lead=made.say(f"{what}-how"),
        inputs=(*_about(made, what), *reason_inputs(made)),
        buttons=(made.button("form:", "back"), *by_two(made, made.button(f"act:{what}", "draw-up-act", go=True))),
        hint=two_hint(made),
    )


def _about(made: Making, what: str) -> tuple[Input, ...]:
    """What the act says beside its text: whose shares, which seal."""
    if what == "pack":
        return (Input(name="seal", label=made.say("pack-seal")),)
    return _whose_shares(made) if what == "erase" else ()


def _whose_shares(made: Making) -> tuple[Input, ...]:
    options = tuple((one["id"], one["name"]) for one in made.officials)
    return (Input(name=SHARES_OF, label=made.say("erase-whose"), kind="marks", options=options),)


def erasing(made: Making) -> Body:
    """Whose shares the signed act erases: those that lie here go when it is pressed, and no other (L 50-2(2))."""
    shown = made.view.erasing
    if shown is None:
        return postponed(made) if made.day.state == "postponed" else after(made)
    lines = []
    for number in shown.named:
        how = "gone" if number in shown.gone else "here" if number in shown.here else "away"
        standing = {"gone": "done", "here": "now", "away": "ahead"}[how]
        lines.append(Line(text=made.name(f"member-{number}"), beside=made.say(f"share-{how}"), standing=standing))
    go = (made.button("erase-now", "erase-these", go=True, count=len(shown.here)),) if shown.here else ()
    return Body(
        article=made.say("next-step", article="50-2(2)"),
        heading=made.say("erasing-heading", act=shown.act),
        lead=made.say("erasing-how" if shown.here else "erasing-none-here"),
        tone="warn",
        lines=tuple(lines),
        buttons=(made.button("form:", "back"), *by_two(made, *go)),
        hint=two_hint(made),
    )


def postponed(made: Making) -> Body:
    """The voting was postponed: cards and credentials go, the shares are erased (L 50-5(7), R 15)."""
    erased = made.label_of(SHARES_ERASED)
    return Body(
        article=made.say("next-step", article="50-5(7), R 15"),
        heading=made.say("postponed-heading"),
        lead=made.say("postponed-how"),
        tone="warn",
        lines=(
            Line(text=made.say("unused"), standing="done" if made.outline["unused_destroyed"] else "ahead"),
            Line(text=made.say("shares-gone"), standing="done" if erased else "ahead"),
        ),
        buttons=by_two(
            made,
            *(
                ()
                if made.outline["unused_destroyed"]
                else (made.button("command:destroy-unused", "destroy-unused", go=True),)
            ),
            *_erase_buttons(made),
        ),
        hint=two_hint(made),
    )


def _recount_buttons(made: Making) -> tuple[Button, ...]:
    if made.outline["recount_held"]:
        return ()
    decided = made.label_of("recount")
    return (made.button(f"recount:{decided}", "begin-recount") if decided else made.button("form:recount", "recount"),)


def _erase_buttons(made: Making) -> tuple[Button, ...]:
    """First an act that names whose shares go, then by each such act the stores that lie here."""
    labels = [str(one["label"]) for one in made.outline["acts"] if one["kind"] == SHARES_ERASED]
    by = (made.button(f"erase:{label}", "erase-here", act=label) for label in labels)
    return (*by, made.button("form:erase", "erase-shares"))


def _device(made: Making, row: Mapping[str, Any]) -> Line:
    standing = {"entered": "done", "dead": "wrong", "needed": "ahead"}[row["standing"]]
    return Line(text=row["device"], beside=made.say(f"device-{row['standing']}"), standing=standing)


def _on_tray(made: Making) -> int:
    """Cards that lie loaded and were given to nobody: the card table takes them back before the rest is destroyed."""
    return int(made.view.summary.get("cards_ready", 0))


def _tour(made: Making, row: Mapping[str, Any]) -> Line:
    return Line(text=f"{made.say('tour', number=row['tour'])} · {row['device']}", standing="wrong")


def _device_buttons(made: Making) -> tuple[Button, ...]:
    outline = made.outline
    needed = any(one["standing"] == "needed" for one in outline["devices"])
    found = []
    if needed:
        found.append(made.button("medium:write", "write-request"))
        found.append(made.button("form:device-dead", "device-dead-act", icon="warn"))
        found.append(made.button("medium:read", "read-answers", go=True))
    elif _on_tray(made):
        pass  # they are taken back at the card table first
    elif made.two() and outline["cards_out"]:
        found.append(made.button("missing", "missing-act", go=True))
    elif made.two() and not outline["unused_destroyed"]:
        found.append(made.button("command:destroy-unused", "destroy-unused", go=True))
    return tuple(found)


def _difference(made: Making, open_: Sequence[Mapping[str, Any]]) -> Body:
    row = open_[0]
    gap = abs(row["left"] - row["right"])
    return Body(
        article=row["article"],
        heading=made.say("difference", count=gap),
        lead=made.say("difference-stops"),
        tone="stop",
        bars=_bars(made, row),
        notes=(made.text(row["text"]), made.say("difference-how")),
        buttons=by_two(made, made.button("form:explain", "explain-by-act", go=True)),
        hint=two_hint(made),
    )


def _bars(made: Making, row: Mapping[str, Any]) -> tuple[Bar, ...]:
    most = max(row["left"], row["right"], 1)
    labels = {one["id"]: made.text(one["text"]) for one in made.outline["figures"]}
    values = {one["id"]: one["value"] for one in made.outline["figures"]}
    return tuple(
        _bar(made, row, side, most, labels, values) for side in ("left", "right") if side == "left" or row["right"] >= 0
    )


def _bar(
    made: Making, row: Mapping[str, Any], side: str, most: int, labels: Mapping[str, str], values: Mapping[str, int]
) -> Bar:
    terms = [(sign, figure) for place, sign, figure in row["terms"] if place == side]
    slices = [
        Slice(
            shade=f"shade-{number % SHADES + 1}",
            number=str(number + 1),
            percent=_percent(values[figure], most),
            label=("− " if sign < 0 else "") + labels[figure],
            value=grouped(values[figure]),
        )
        for number, (sign, figure) in enumerate(terms)
    ]
    gap = most - row[side]
    if gap:
        lacking = made.say("unaccounted")
        slices.append(Slice(shade="gap", number="", percent=_percent(gap, most), label=lacking, value=grouped(gap)))
    return Bar(label=made.say(f"side-{side}"), value=grouped(row[side]), slices=tuple(slices))


def _percent(value: int, most: int) -> float:
    return max(_LEAST_PERCENT, 100 * value / most) if value else 0.0


def _count_lines(made: Making, row: Mapping[str, Any]) -> tuple[Line, ...]:
    mixed, opened = row["mixed"], row["decrypted"]
    lines = [Line(text=made.say("box-closed"), beside=made.say("ballots", count=row["ballots"]), standing="done")]
    for place in range(row["mixes_needed"]):
        done = place < len(mixed)
        now = place == len(mixed) and row["mixing"]
        who = made.name(mixed[place]) if done else made.name(row["mixing"]) if now else ""
        standing = "done" if done else "now" if now else "ahead"
        lines.append(Line(text=made.say("mix", number=place + 1), beside=who, standing=standing))
    needed = row["decryptions_needed"]
    lines.append(
        Line(
            text=made.say("decryption"),
            beside=", ".join(made.name(one) for one in opened) or made.say("of", count=0, most=needed),
            standing="done" if len(opened) >= needed else "now" if opened else "ahead",
            percent=round(100 * min(len(opened), needed) / needed) if opened else None,
        )
    )
    lines.append(Line(text=made.say("sums"), standing="done" if row["result"] else "ahead"))
    return tuple(lines)


def _mixing(made: Making, row: Mapping[str, Any], name: str) -> Body:
    free = [one for one in made.able() if one not in row["mixed"]]
    if name == RECOUNT:
        free = [one for one in free if one not in made.outline["count"]["mixed"]]
    options = tuple((one, made.name(one)) for one in free)
    waiting = bool(row["mixing"]) or not free
    return Body(
        article=made.say("now-step", article="50-6(1), R 16"),
        heading=made.say("mixing-heading"),
        lead=made.say("mixing-how"),
        lines=_count_lines(made, row),
        inputs=() if waiting else (Input(name="member", label=made.say("who-mixes"), kind="choice", options=options),),
        buttons=() if waiting else (made.button(f"mix:{name}", "mix-now", go=True),),
        hint=made.say("mixing-now") if row["mixing"] else "" if free else made.say("sign-in-more"),
    )


def _decrypting(made: Making, row: Mapping[str, Any], name: str) -> Body:
    free = [one for one in made.able() if one not in row["decrypted"]]
    return Body(
        article=made.say("now-step", article="50-6(1), R 18"),
        heading=made.say("decrypting-heading"),
        lead=made.say("decrypting-how", count=row["decryptions_needed"] - len(row["decrypted"])),
        lines=_count_lines(made, row),
        inputs=member_and_pin(made, free),
        buttons=(made.button(f"decrypt:{name}", "decrypt-now", go=True),) if free else (),
        hint="" if free else made.say("sign-in-more"),
    )
