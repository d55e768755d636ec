"""`sailau commission fix|notified|notice|calendar|papers`: totals fixed and notified, tables, results (E46, "
"M50-M57)."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sailau.adapters.files import read_file
from sailau.cli.commission_decide import add_centre, add_named, add_with, named_others, show_paper, words_of
from sailau.cli.evidence_args import DONE, FINDINGS, add_signers, add_verb, day, say, show_refusal, signing, write
from sailau.cli.narration import said
from sailau.errors import StoreError
from sailau.refusal import Refusal, Text
from sailau.words import Language as Lang

if TYPE_CHECKING:
    from sailau.commission.units import Unit
    from sailau.election.nouns import Definition
    from sailau.formats.v1.notice import Issuer, NoticeData
    from sailau.service.centre.centre import Centre
    from sailau.service.centre.notices import Drawn
    from sailau.service.centre.persons import Persons
    from sailau.signing.authority import Signer

KINDS: Final = ("preliminary-table", "district-result", "summary-table", "results")
_NOTHING: Final = Text(
    "Белгілейтін округ жоқ: бәрі белгіленген, не толық емес.",
    "Нет округов, которые можно установить: все установлены или неполны.",
    "No district is to be fixed: all are fixed, or not complete.",
)
_FIXED: Final = Text("белгіленген", "установлен", "fixed")
_OUTDATED: Final = Text("белгіленгеннен кейін өзгерді", "изменился после установления", "changed since it was fixed")
_COMPLETE: Final = Text("толық, белгіленген жоқ", "полон, не установлен", "complete, not fixed")
_DONE: Final = Text("орындалды", "сделано", "done")
_DUE: Final = Text("күтіледі", "ожидается", "still to come")
_NOT_BEFORE: Final = Text("одан бұрын болмайды", "не ранее этого", "not before")
_MAY: Final = Text("енді болады", "уже можно", "may be done now")
_NOT_DECLARED: Final = Text(
    "сайлаудың аяқталған күні әлі айтылған жоқ, жыл содан басталады (sailau evidence declare-end)",
    "день окончания выборов ещё не объявлен, год идёт с него (sailau evidence declare-end)",
    "the day on which the election ended was not said yet, the year begins with it (sailau evidence declare-end)",
)
_LATE: Final = Text("МЕРЗІМІ ӨТТІ", "ПРОСРОЧЕНО", "OVERDUE")
SHOWN: Final = 20
_OPEN: Final = Text("толық емес", "неполон", "not complete")


def add_verbs(verbs: Any) -> None:
    """Add these verbs."""
    fix = add_verb(
        verbs,
        "fix",
        _fix,
        "fix the totals of districts from the electronic protocols, and notify (L 50-7(1))",
        "Of all districts that are complete and not fixed yet, or of those named. A district with a postponed precinct "
        "waits until all of it has voted (L 50-7(2)).",
    )
    add_centre(fix)
    fix.add_argument("--district", action="append", default=[], metavar="ID", help="this district (may be repeated)")
    fix.add_argument("--list", action="store_true", help="say how each district stands, and stop")
    add_named(fix, "--name", "name of the commission", required=False)
    add_signers(fix)

    notified = add_verb(
        verbs, "notified", _notified, "a district's commission takes in what the central one fixed and notified"
    )
    add_centre(notified)
    notified.add_argument(
        "file", type=Path, metavar="NNN-fixed_totals.json", help="the notice; its .p7s lies beside it"
    )

    notice = add_verb(
        verbs,
        "notice",
        _notice,
        "draw up a notice as signed data and PDF: a table, the district's protocol, the results",
        "preliminary-table: at any time, within 48 hours (L 44(5)); district-result: of a sitting (L 43(8-1)); "
        "summary-table: by chair and secretary (L 43(8-2)); results: with the fields of L 44(5).",
    )
    add_centre(notice)
    notice.add_argument("kind", choices=KINDS, help="which notice")
    notice.add_argument(
        "--unit", default="country", metavar="UNIT", help="country, oblast:NAME or district:ID (country)"
    )
    notice.add_argument("--persons", type=Path, metavar="FILE", help="results: who the elected are, TOML or JSON")
    notice.add_argument("--sitting", type=int, metavar="N", help="district-result: the precinct of the sitting")
    notice.add_argument("--announced", type=day, metavar="YYYY-MM-DD", help="the day when the sitting was announced")
    add_named(notice, "--name", "name of the commission", required=False)
    add_with(notice)
    add_signers(notice)

    calendar = add_verb(
        verbs,
        "calendar",
        _calendar,
        "what the law wants by when after the vote, what is done, and what is late",
        "By: the last moment for it; from: not a day earlier. The preliminary result is due 48 hours after the first "
        "protocol; the year of the recorders is counted from the day that `sailau evidence declare-end` names, when "
        "its ended.json and .p7s lie in the folder.",
    )
    add_centre(calendar)

    papers = add_verb(verbs, "papers", _papers, "every decision and notice: its number, kind, day, and where it lies")
    add_centre(papers)


def _fix(args: argparse.Namespace) -> int:
    from sailau.service.centre.centre import opened_centre
    from sailau.service.centre.fixing import fix
    from sailau.service.centre.holding import holdings_of

    with opened_centre(args.centre) as centre:
        if args.list:
            return _districts(args, centre)
        with signing(args) as signers:
            rows: list[dict[str, Any]] = []
            code = DONE
            for unit, made in fix(centre, holdings_of(centre), _issuer(args, signers), signers, args.district):
                if isinstance(made, Refusal):
                    say(f"{unit.id}: {said(made.text, args.lang)} ({made.article})")
                    rows.append({"district": unit.id, "refused": made.code, "article": made.article})
                    code = FINDINGS
                    continue
                show_paper(args, made.paper.path, made.waits_for, as_json=False)
                rows.append({"district": unit.id, "notice": made.notice.number, "data": str(made.paper.path)})
    if args.json:
        write({"districts": rows})
    if not rows:
        say(said(_NOTHING, args.lang))
    return code


def _districts(args: argparse.Namespace, centre: "Centre") -> int:
    from sailau.service.centre.fixing import district_standings
    from sailau.service.centre.holding import holdings_of

    rows = []
    for one in district_standings(centre, holdings_of(centre)):
        state = _FIXED if one.current else _OUTDATED if one.fixed else _COMPLETE if one.complete.complete else _OPEN
        waiting = [standing.precinct for standing in one.complete.open]
        rows.append(
            {
                "district": one.unit.id,
                "precincts": one.complete.due,
                "counted": len(one.complete.counted),
                "open": waiting,
                "notice": None if one.fixed is None else one.fixed.notice.number,
                "current": one.current,
            }
        )
        told = f": {', '.join(map(str, waiting))}" if waiting else ""
        say(f"{one.unit.id}: {len(one.complete.counted)}/{one.complete.due}, {said(state, args.lang)}{told}")
    if args.json:
        write({"districts": rows})
    return DONE


def _notified(args: argparse.Namespace) -> int:
    from sailau.service.centre.centre import opened_centre
    from sailau.service.centre.fixing import take_notice

    with opened_centre(args.centre) as centre:
        taken = take_notice(centre, args.file)
    if isinstance(taken, Refusal):
        return show_refusal(args, taken)
    if args.json:
        write({"notice": taken.notice.number, "unit": {"kind": taken.notice.unit.kind, "id": taken.notice.unit.id}})
    say(f"{taken.notice.unit.id}: № {taken.notice.number:03d}")
    return DONE


def _notice(args: argparse.Namespace) -> int:
    from sailau.commission.published import published_unit
    from sailau.formats.v1.notice import Sitting
    from sailau.service.centre.centre import opened_centre
    from sailau.service.centre.fixing import all_fixed
    from sailau.service.centre.holding import holdings_of
    from sailau.service.centre.notice_data import Wanted
    from sailau.service.centre.notices import draw_up

    if (args.sitting is None) != (args.announced is None):
        raise StoreError("a sitting has --sitting (the precinct) and --announced (the day)")
    with opened_centre(args.centre) as centre, signing(args) as signers:
        unit = _unit(args.unit, centre.definition)
        fixed = all_fixed(centre).get(published_unit(unit))
        wanted = Wanted(
            kind=args.kind.replace("-", "_"),
            unit=unit,
            issuer=_issuer(args, signers),
            signers=(),
            persons=_persons(args, centre.definition),
            sitting=None if args.sitting is None else Sitting(precinct=args.sitting, announced=args.announced),
            fixed=None if fixed is None else (fixed.notice.number, fixed.data),
        )
        drawn = draw_up(centre, holdings_of(centre), wanted, signers, named_others(args))
    if isinstance(drawn, Refusal):
        return show_refusal(args, drawn)
    _show(args, drawn)
    return DONE


def _show(args: argparse.Namespace, drawn: "Drawn") -> None:
    if args.json:
        write(
            {
                "notice": drawn.notice.number,
                "kind": drawn.notice.kind,
                "data": str(drawn.paper.path),
                "entered": not drawn.waits_for,
                "waits_for": list(drawn.waits_for),
                "due": _due(drawn.data),
                "counted": drawn.data.total.counted,
                "precincts": drawn.data.total.precincts,
            }
        )
    show_paper(args, drawn.paper.path, drawn.waits_for, as_json=False)


def _due(data: "NoticeData") -> str | None:
    return None if data.due is None else data.due.isoformat(timespec="minutes")


def _calendar(args: argparse.Namespace) -> int:
    from sailau.commission.effect import picture
    from sailau.election.proofreading.order import local
    from sailau.service.centre.calendar import calendar, ended_of
    from sailau.service.centre.centre import opened_centre
    from sailau.service.centre.holding import holdings_of
    from sailau.service.centre.notices import notices_of

    with opened_centre(args.centre) as centre:
        holdings = holdings_of(centre)
        now = local(centre.definition, centre.now()).replace(tzinfo=None)
        found = calendar(holdings, picture(holdings), notices_of(centre), now, ended_of(centre))
    rows = []
    for one in found:
        begins = one.due.kind == "from"
        states = (_NOT_BEFORE, _MAY) if begins else (_DUE, _DONE)
        state = _LATE if one.late else states[one.done]
        rows.append(
            {
                "what": one.due.id,
                "article": one.due.article,
                one.due.kind: one.due.moment.isoformat(timespec="minutes"),
                **({"about": one.about} if one.about else {}),
                "done": one.done,
                "late": one.late,
                "waits_for": list(one.waits_for),
            }
        )
        told = "" if one.done or not one.waits_for else f": {_waiting(one.waits_for, args.lang)}"
        say(
            f"{one.due.moment:%Y-%m-%d %H:%M}  {said(one.due.text, args.lang)}{f' [{one.about}]' if one.about else ''} "
            f"({one.due.article}) – {said(state, args.lang)}{told}"
        )
    if args.json:
        write({"calendar": rows})
    return FINDINGS if any(one.late for one in found) else DONE


def _waiting(waits_for: "Sequence[str]", lang: Lang) -> str:
    """What a row of the calendar waits for, the first of many."""
    from sailau.service.centre.calendar import NOT_DECLARED

    if list(waits_for) == [NOT_DECLARED]:
        return said(_NOT_DECLARED, lang)
    return f"{', '.join(waits_for[:SHOWN])}{' …' if len(waits_for) > SHOWN else ''}"


def _papers(args: argparse.Namespace) -> int:
    from sailau.commission.decision_papers import kind_of
    from sailau.service.centre.centre import opened_centre
    from sailau.service.centre.decisions import decision_path, decisions_of
    from sailau.service.centre.notices import notice_path, notices_of

    with opened_centre(args.centre) as centre:
        decided = [
            ("decision", one.number, kind_of(one.matter), one.taken, decision_path(centre, one.number))
            for one in decisions_of(centre)
        ]
        told = [
            (
                "notice",
                one.notice.number,
                one.notice.kind,
                one.notice.at,
                notice_path(centre, one.notice.number, one.notice.kind),
            )
            for one in notices_of(centre)
        ]
    if args.json:
        write(
            {
                "papers": [
                    {"paper": what, "number": number, "kind": kind, "at": at.isoformat(), "data": str(path)}
                    for what, number, kind, at, path in [*decided, *told]
                ]
            }
        )
    for what, number, kind, at, path in [*decided, *told]:
        say(f"{what} {number:03d} {kind} {at:%Y-%m-%d %H:%M} {path.with_suffix('.pdf')}")
    return DONE


def _issuer(args: argparse.Namespace, signers: "list[Signer]") -> "Issuer":
    from sailau.formats.v1.notice import ISSUERS, Issuer
    from sailau.service.centre.decision_words import BODIES
    from sailau.signing.holder import holder_of

    holder = holder_of(signers[0].certificate)
    if holder.role.value not in ISSUERS:
        raise StoreError(
            f"{holder.name}: a {holder.role.value} issues no notices; a commission above the precinct does"
        )
    plain, own = BODIES[holder.role.value.removesuffix("_commission")], words_of(args, "name")
    name = plain if own is None else Text(own.kk, own.ru, own.en or own.kk)
    return Issuer(role=holder.role.value, commission=holder.commission, name=name)


def _persons(args: argparse.Namespace, definition: "Definition") -> "Persons":
    from sailau.service.centre.persons import NOBODY, read_persons

    return NOBODY if args.persons is None else read_persons(read_file(args.persons), args.persons.name, definition)


def _unit(wanted: str, definition: "Definition") -> "Unit":
    """The unit that `--unit` names. Raises StoreError that lists those there are."""
    from sailau.commission.units import country, districts, oblasts

    if wanted == "country":
        return country(definition)
    kind, _, name = wanted.partition(":")
    known = {"oblast": oblasts, "district": districts}
    if kind not in known:
        raise StoreError(f"--unit {wanted}: country, oblast:NAME or district:ID")
    for unit in known[kind](definition):
        if name in (unit.id, unit.title.ru):
            return unit
    there = ", ".join(unit.id for unit in known[kind](definition))
    raise StoreError(f"--unit {wanted}: the election has {there}")
