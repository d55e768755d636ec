"""`sailau commission complain|repeat|revise|publish`: complaints, the next vote, a postponed one, the publication."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sailau.adapters.files import read_file, write_atomically
from sailau.cli.commission_decide import add_centre, add_named, words_of
from sailau.cli.evidence_args import DONE, add_signers, add_verb, day, say, show_refusal, signing, write
from sailau.cli.narration import said
from sailau.cli.progress import ProgressBar
from sailau.errors import StoreError
from sailau.refusal import Refusal, Text
from sailau.words import Language as Lang

if TYPE_CHECKING:
    from datetime import datetime

    from sailau.commission.complaints import Complaint, ComplaintStep, Subject
    from sailau.election.nouns import Definition
    from sailau.service.centre.centre import Centre
    from sailau.service.centre.complaints import Standing

STEPS: Final = ("check", "answer", "court", "ruling", "decide")
_LATE: Final = Text("МЕРЗІМІ ӨТТІ", "ПРОСРОЧЕНО", "OVERDUE")
_UNTIL: Final = Text("дейін", "до", "by")
_PUBLISHED: Final = Text("Жарияланым", "Публикация", "Publication")
_VOTES_ON: Final = Text("Қайта дауыс береді", "Голосуют заново", "Vote anew on")
_RECORDS: Final = Text("жазба", "записей", "records")


def add_verbs(verbs: Any) -> None:
    """Add these verbs."""
    _add_complain(verbs)
    repeat = add_verb(
        verbs,
        "repeat",
        _repeat,
        "prepare the repeat vote of two, the repeat election or a by-election as a draft (L 63, 64, 79, 80, 95, 99)",
        "vote: the two best, or the next best for who dropped out; election: nobody nominated yet, within two months; "
        "by-election: the districts whose seat is vacant by decision (`seats --vacant`), not in the last year of the "
        "term. The draft goes the way of `sailau election`.",
    )
    add_centre(repeat)
    repeat.add_argument("what", choices=("vote", "election", "by-election"), help="which of them")
    repeat.add_argument("--id", required=True, metavar="ID", help="id of the new election")
    repeat.add_argument("--day", type=day, required=True, metavar="YYYY-MM-DD", help="its voting day")
    repeat.add_argument("--contest", action="append", default=[], metavar="ID", help="this contest alone (repeatable)")
    repeat.add_argument(
        "--decided", type=day, required=True, metavar="YYYY-MM-DD", help="day of the decision that calls it"
    )
    add_named(repeat, "--body", "who called it", required=False)
    repeat.add_argument("--out", type=Path, required=True, metavar="draft.json", help="the draft, a new file")

    revise = add_verb(
        verbs,
        "revise",
        _revise,
        "take in the definition under which postponed precincts vote on another day (L 50-5(7), 50-7(2))",
        "The JSON file that the central commission signed, its signatures (.p7s) beside it. Nothing but the day may "
        "differ, and the decision that postponed the voting must have been entered.",
    )
    add_centre(revise)
    revise.add_argument("definition", type=Path, metavar="definition.json", help="the revised definition")

    publish = add_verb(
        verbs,
        "publish",
        _publish,
        "write the publication: what counts now, signed, to be hosted and mirrored by anyone (L 44)",
        "The folder is new, or holds an earlier publication of the same election: only what is new is unpacked.",
    )
    add_centre(publish)
    publish.add_argument("folder", type=Path, metavar="DIR", help="the folder to be hosted")
    add_signers(publish)


def _add_complain(verbs: Any) -> None:
    complain = add_verb(
        verbs,
        "complain",
        _complain,
        "the register of complaints and its clock (L 20(6), 48(3), 49, 68)",
        "file: enter one; check, answer: by law enforcement; court, ruling; decide: the commission's; list: all, with "
        "what is due.",
    )
    add_centre(complain)
    complain.add_argument("what", choices=("file", *STEPS, "list"), help="what is done")
    complain.add_argument("number", type=int, nargs="?", metavar="N", help="number of the complaint")
    complain.add_argument("--by", metavar="NAME", help="file: who complains; check, court: who checks, which court")
    complain.add_argument("--against", metavar="MOMENT", help="file: when it was decided or done, as 2005-12-04T20:05")
    complain.add_argument("--precinct", type=int, action="append", default=[], metavar="N", help="file: a precinct")
    complain.add_argument("--decision", type=int, metavar="N", help="file: against it; decide: what followed")
    complain.add_argument("--election", metavar="TYPE", help="file: on the correctness of the whole election (L 68)")
    complain.add_argument("--results", type=day, metavar="YYYY-MM-DD", help="with --election: when results came out")
    complain.add_argument(
        "--text", default="", metavar="TEXT", help="circumstances, the answer, the ruling, the decision"
    )
    complain.add_argument("--evidence", action="append", default=[], metavar="TEXT", help="file: what proves it")
    outcome = complain.add_mutually_exclusive_group()
    outcome.add_argument("--upheld", action="store_true", help="decide: granted; ruling: sets the decision aside")
    outcome.add_argument("--rejected", action="store_true", help="decide: not granted; ruling: the decision stands")


def _complain(args: argparse.Namespace) -> int:
    from sailau.service.centre.centre import opened_centre
    from sailau.service.centre.complaints import follow, standings

    with opened_centre(args.centre) as centre:
        own = None
        if args.what != "list":
            done = _file(args, centre) if args.what == "file" else follow(centre, _number(args), _step(args, centre))
            if isinstance(done, Refusal):
                return show_refusal(args, done)
            own = done.number
        shown = [one for one in standings(centre, centre.now()) if own in (None, one.complaint.number)]
    if args.json:
        write({"complaints": [_as_json(one) for one in shown]})
    for one in shown:
        say(_line(one, args.lang))
    return DONE


def _file(args: argparse.Namespace, centre: "Centre") -> "Complaint | Refusal":
    from sailau.service.centre.complaints import Filing, file_complaint

    if args.by is None:
        raise StoreError("say who complains: --by NAME")
    filing = Filing(
        complainant=args.by, subject=_subject(args, centre), circumstances=args.text, evidence=tuple(args.evidence)
    )
    return file_complaint(centre, filing)


def _subject(args: argparse.Namespace, centre: "Centre") -> "Subject":
    from sailau.commission.complaints import AgainstCommission, OnCorrectness
    from sailau.election.nouns import ElectionType, PrecinctNumber

    if (args.election is None) == (args.against is None):
        raise StoreError("say what it is about: --against MOMENT, or --election TYPE with --results DAY")
    if args.against is not None:
        return AgainstCommission(
            decided=_moment(args.against, centre.definition),
            precincts=tuple(PrecinctNumber(number) for number in args.precinct),
            decision=args.decision,
        )
    kinds = [kind.value for kind in ElectionType]
    if args.election not in kinds or args.results is None:
        raise StoreError(f"--election is one of {', '.join(kinds)}, and needs --results DAY")
    return OnCorrectness(elected=ElectionType(args.election), results=args.results)


def _step(args: argparse.Namespace, centre: "Centre") -> "ComplaintStep":
    from sailau.commission import complaints

    at = centre.now().replace(microsecond=0)
    match args.what:
        case "check":
            return complaints.CheckAsked(at=at, by_whom=_given(args.by, "--by, who checks"))
        case "answer":
            return complaints.CheckAnswered(at=at, text=_given(args.text, "--text, the answer"))
        case "court":
            return complaints.CourtTookUp(at=at, court=_given(args.by, "--by, which court"))
        case "ruling":
            return complaints.CourtRuled(at=at, sets_aside=_upheld(args), text=_given(args.text, "--text, the ruling"))
        case _:
            text = _given(args.text, "--text, the decision")
            return complaints.ComplaintDecided(at=at, upheld=_upheld(args), text=text, decision=args.decision)


def _given(value: str | None, what: str) -> str:
    if not value:
        raise StoreError(f"this needs {what}")
    return value


def _upheld(args: argparse.Namespace) -> bool:
    if not args.upheld and not args.rejected:
        raise StoreError("say --upheld or --rejected")
    return bool(args.upheld)


def _number(args: argparse.Namespace) -> int:
    if args.number is None:
        raise StoreError("give the number of the complaint")
    return int(args.number)


def _moment(text: str, definition: "Definition") -> "datetime":
    from datetime import datetime

    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise StoreError(f"{text}: a moment as 2005-12-04T20:05") from None
    zone = definition.zone
    return found.astimezone(zone) if found.tzinfo else found.replace(tzinfo=zone)


def _line(one: "Standing", lang: Lang) -> str:
    due = ""
    if one.due is not None:
        mark = f" {said(_LATE, lang)}" if one.late else ""
        due = f" – {said(one.due.text, lang)}, {said(_UNTIL, lang)} {one.due.moment:%Y-%m-%d %H:%M}{mark}"
    return f"№ {one.complaint.number}: {one.state.value}{due}"


def _as_json(one: "Standing") -> dict[str, Any]:
    due = one.due
    return {
        "number": one.complaint.number,
        "complainant": one.complaint.complainant,
        "received": one.complaint.received.isoformat(),
        "state": one.state.value,
        "due": None if due is None else {"what": due.id, "article": due.article, "by": due.moment.isoformat()},
        "late": one.late,
    }


def _repeat(args: argparse.Namespace) -> int:
    import rfc8785

    from sailau.commission.effect import picture
    from sailau.election.canonical import tree_of
    from sailau.election.nouns import ContestId, Definition, ElectionId, Words
    from sailau.service.centre.centre import opened_centre
    from sailau.service.centre.decision_words import BODIES
    from sailau.service.centre.holding import holdings_of
    from sailau.service.centre.repeat import NAMES, PREPARE, NewElection, calling

    if args.out.exists():
        raise StoreError(f"{args.out} is there already: give a new file")
    central = BODIES["central"]
    body = words_of(args, "body") or Words(central.kk, central.ru, central.en)
    called = calling(args.id, body, args.decided, NAMES[args.what])
    new = NewElection(id=ElectionId(args.id), day=args.day, called=called)
    with opened_centre(args.centre) as centre:
        holdings = holdings_of(centre)
    made = PREPARE[args.what](holdings, picture(holdings), new, [ContestId(one) for one in args.contest])
    if isinstance(made, Refusal):
        return show_refusal(args, made)
    tree = tree_of(made) if isinstance(made, Definition) else made
    # the canonical bytes, set out for people: the draft is read in any spelling
    text = json.dumps(json.loads(rfc8785.dumps(tree)), ensure_ascii=False, indent=1) + "\n"
    write_atomically(args.out, text.encode())
    if args.json:
        write({"draft": str(args.out), "contests": [contest["id"] for contest in tree["contests"]]})
    say(str(args.out))
    return DONE


def _revise(args: argparse.Namespace) -> int:
    from sailau.service.centre.centre import opened_centre
    from sailau.service.centre.revised import enter_revision

    data, signature = (
        read_file(path) for path in (args.definition, args.definition.with_name(f"{args.definition.name}.p7s"))
    )
    with opened_centre(args.centre) as centre:
        entered = enter_revision(centre, data, signature)
    if isinstance(entered, Refusal):
        return show_refusal(args, entered)
    numbers = [int(one.number) for one in entered.definition.precincts]
    day = entered.definition.date.isoformat()
    if args.json:
        write({"revision": entered.definition.revision, "day": day, "precincts": numbers, "sha256": entered.sha256})
    say(f"{said(_VOTES_ON, args.lang)} {day}: № {', '.join(map(str, numbers))}")
    return DONE


def _publish(args: argparse.Namespace) -> int:
    from sailau.service.centre.centre import opened_centre
    from sailau.service.centre.publication import publish

    bar = ProgressBar()
    with opened_centre(args.centre) as centre, signing(args) as signers:
        if len(signers) != 1:
            raise StoreError("one person signs a publication")
        try:
            done = publish(centre, args.folder, signers[0], progress=bar)
        finally:
            bar.close()
    manifest = done.manifest
    if args.json:
        write(
            {
                "publication": manifest.number,
                "stage": manifest.stage,
                "files": len(manifest.files),
                "records": len(manifest.records),
                "unpacked": done.unpacked,
            }
        )
    say(
        f"{said(_PUBLISHED, args.lang)} № {manifest.number} ({manifest.stage}): {args.folder}, "
        f"{said(_RECORDS, args.lang)} {len(manifest.records)}"
    )
    return DONE
