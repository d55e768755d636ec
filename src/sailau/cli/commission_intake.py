"""Verbs of `sailau commission` for what precincts send (L 43(8), 50-7(1); E45, E47).

new       make the commission's folder and its store
receive   take in bundles from a medium or a folder; --sign: answer them, --judge: verify at once
judge     verify what was received, with a bar
status    how each precinct stands: who is missing and since when, who was refused and why
revoked   take in a list of revoked certificates
"""

import argparse
import json
import sys
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sailau.cli.narration import LANGUAGES, said
from sailau.cli.signer import add_signer, opened_signer
from sailau.refusal import Refusal, Text

if TYPE_CHECKING:
    from sailau.commission.standing import Accepted, Refused
    from sailau.commission.standing import Standing as PrecinctStanding
    from sailau.service.centre.centre import Centre
    from sailau.service.centre.intake import Received
    from sailau.signing.authority import Signer

DONE, REFUSED = 0, 1
DEFAULT_STORE: Final = "sqlite:centre.db"
SUFFIX: Final = ".acknowledgement.json"
OPEN_SHOWN: Final = 40

_WORDS: Final = {
    "founded": Text("Комиссия папкасы дайын", "Папка комиссии готова", "The commission's folder is ready"),
    "received": Text("алынды", "получено", "received"),
    "again": Text("бұрын алынған, ештеңе өзгермеді", "получено ранее, ничего не изменилось", "here already, as it was"),
    "refused": Text("қабылданбады", "не принято", "refused"),
    "accepted": Text("қабылданды", "принято", "accepted"),
    "elsewhere": Text("қазір басқа жерде тексерілуде", "сейчас проверяется в другом месте", "being verified elsewhere"),
    "nothing": Text("Тексерілетін ештеңе жоқ", "Проверять нечего", "There is nothing to verify"),
    "precinct": Text("учаске", "участок", "precinct"),
    "precincts": Text("учаске", "участков", "precincts"),
    "of": Text("барлығы", "всего", "in all"),
    "since": Text("мына уақыттан", "с", "since"),
    "more": Text("тағы", "ещё", "more"),
    "door": Text("есіктен қайтарылды", "не впущено", "turned away at the door"),
    "revoked": Text("Тізім қабылданды", "Список принят", "The list was taken in"),
}


def add_verbs(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the verbs."""
    new = _verb(verbs, "new", _new, "make a commission's folder and its store")
    new.add_argument("folder", type=Path, metavar="FOLDER", help="an empty folder, or one that is not there")
    new.add_argument("--definition", type=Path, required=True, metavar="FILE", help="definition.json of the election")
    new.add_argument("--signature", type=Path, metavar="FILE", help="its signatures (default: the same name + .p7s)")
    new.add_argument("--root", type=Path, required=True, metavar="CERT", help="the trusted root certificate")
    new.add_argument("--commission", required=True, metavar="ID", help="its id as in its certificates, as central")
    new.add_argument(
        "--store",
        default=DEFAULT_STORE,
        metavar="SETTING",
        help=f"sqlite:PATH or postgresql://USER@HOST/DATABASE; the password stays out of it (default: {DEFAULT_STORE})",
    )
    receive = _verb(verbs, "receive", _receive, "take in bundles: what precincts send")
    _add_folder(receive)
    receive.add_argument("bundles", type=Path, nargs="+", metavar="BUNDLE", help="a bundle, from a medium")
    receive.add_argument("--judge", action="store_true", help="verify each at once")
    receive.add_argument("--out", type=Path, metavar="DIR", help="where the signed answers go (with --sign)")
    add_signer(receive)
    judge = _verb(verbs, "judge", _judge, "verify the records that were received")
    _add_folder(judge)
    judge.add_argument("digests", nargs="*", metavar="SHA256", help="these bundles (default: all that wait)")
    for parser in (receive, judge):
        parser.add_argument("--processes", type=int, choices=range(1, 65), default=2, metavar="N", help="default 2")
    status = _verb(verbs, "status", _status, "how each precinct stands, who is missing and since when")
    _add_folder(status)
    status.add_argument("--precinct", type=int, metavar="N", help="one precinct, with everything that came from it")
    revoked = _verb(verbs, "revoked", _revoked, "take in a list of revoked certificates")
    _add_folder(revoked)
    revoked.add_argument("lists", type=Path, nargs="+", metavar="FILE", help="a list (CRL), PEM or DER")


def _verb(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, run: Any, text: str
) -> argparse.ArgumentParser:
    parser = verbs.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.", allow_abbrev=False)
    parser.set_defaults(run=run)
    parser.add_argument("--lang", choices=LANGUAGES, default="kk", help="of what is said (default: kk)")
    parser.add_argument("--json", action="store_true", help="JSON on stdout")
    return parser


def _add_folder(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="the commission's folder")


def _new(args: argparse.Namespace) -> int:
    from sailau.adapters.files import read_file
    from sailau.service.centre.centre import found_centre

    signature = args.signature or args.definition.with_name(f"{args.definition.name}.p7s")
    found_centre(
        args.folder,
        definition=read_file(args.definition),
        signature=read_file(signature),
        root=read_file(args.root),
        commission=args.commission,
        store=args.store,
    )
    _tell(args, {"folder": str(args.folder)}, f"{_word(args, 'founded')}: {args.folder}")
    return DONE


def _receive(args: argparse.Namespace) -> int:
    from sailau.service.centre.centre import opened_centre
    from sailau.service.centre.intake import receive

    rows: list[dict[str, Any]] = []
    with _signer(args) as signer, opened_centre(args.folder, signer) as centre:
        for path in args.bundles:
            done = receive(centre, path)
            row: dict[str, Any] = {"file": str(path)}
            if isinstance(done, Refusal):
                row |= {"standing": "refused", "reasons": [_reason(done)]}
                _say(args, path.name, "refused", (done,))
            else:
                row |= _received(args, centre, path, done)
            rows.append(row)
    if args.json:
        print(json.dumps({"bundles": rows}, ensure_ascii=False, indent=2))
    return REFUSED if any(row["standing"] == "refused" for row in rows) else DONE


def _received(args: argparse.Namespace, centre: "Centre", path: Path, done: "Received") -> dict[str, Any]:
    """What is said of a bundle that is in the store; judged and answered where that was asked for."""
    from sailau.commission.standing import Refused
    from sailau.formats.v1.acknowledgement import Standing

    row: dict[str, Any] = {
        "sha256": done.digest,
        "precinct": done.bundle.precinct,
        "version": done.bundle.version,
        "again": done.again,
        "standing": str(done.bundle.standing),
    }
    _say(args, f"{path.name}: {_word(args, 'precinct')} {done.bundle.precinct}", "again" if done.again else "received")
    if args.judge or done.bundle.standing is not Standing.RECEIVED:
        judged = _judged(args, centre, done.bundle.digest)
        row["standing"] = "refused" if isinstance(judged, Refused) else "accepted"
        row["reasons"] = [_reason(one) for one in judged.reasons] if isinstance(judged, Refused) else []
    if centre.signer is not None:
        row["acknowledgement"] = str(_answer(args, centre, path, done.digest))
    return row


def _answer(args: argparse.Namespace, centre: "Centre", path: Path, digest: str) -> Path:
    from sailau.adapters.files import write_atomically
    from sailau.service.centre.intake import acknowledge

    answer = acknowledge(centre, digest)
    target: Path = (args.out or Path()) / f"{path.name.removesuffix('.zip').removesuffix('.bundle')}{SUFFIX}"
    if answer is not None:
        target.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(target.with_name(f"{target.name}.p7s"), answer.signature)
        write_atomically(target, answer.data)
    return target


def _judge(args: argparse.Namespace) -> int:
    from sailau.adapters.files import InUseError
    from sailau.commission.standing import Refused
    from sailau.service.centre.centre import opened_centre
    from sailau.service.centre.intake import pending

    judged: dict[str, Accepted | Refused] = {}
    with opened_centre(args.folder) as centre:
        for digest in args.digests or pending(centre):
            try:
                judged[digest] = _judged(args, centre, digest)
            except InUseError:
                _say(args, digest[:16], "elsewhere")
    if args.json:
        rows = [
            {
                "sha256": digest,
                "standing": "refused" if isinstance(one, Refused) else "accepted",
                "reasons": [_reason(reason) for reason in one.reasons] if isinstance(one, Refused) else [],
            }
            for digest, one in judged.items()
        ]
        print(json.dumps({"bundles": rows}, ensure_ascii=False, indent=2))
    elif not judged:
        print(_word(args, "nothing"))
    return REFUSED if any(isinstance(one, Refused) for one in judged.values()) else DONE


def _judged(args: argparse.Namespace, centre: "Centre", digest: str) -> "Accepted | Refused":
    from sailau.cli.progress import ProgressBar
    from sailau.commission.standing import Refused
    from sailau.service.centre.intake import judge

    bar = ProgressBar()
    try:
        judged = judge(centre, digest, processes=args.processes, progress=bar)
    finally:
        bar.close()
    if isinstance(judged, Refused):
        _say(args, digest[:16], "refused", judged.reasons)
    else:
        _say(args, f"{digest[:16]}: {_word(args, 'precinct')} {judged.figures.precinct}", "accepted")
    return judged


def _status(args: argparse.Namespace) -> int:
    from sailau.service.centre.centre import opened_centre
    from sailau.service.centre.decisions import decisions_of
    from sailau.service.centre.registers import door_refusals, precinct_standings

    with opened_centre(args.folder) as centre:
        found = precinct_standings(centre, decisions_of(centre))
        turned = [(at, note) for at, note in door_refusals(centre) if args.precinct in (None, note.precinct)]
    shown = [one for number, one in sorted(found.items()) if args.precinct in (None, number)]
    if args.json:
        notes = [{"at": at.isoformat(), "precinct": n.precinct, "reason": _reason(n.reason)} for at, n in turned]
        print(json.dumps({"precincts": [_row(one) for one in shown], "door": notes}, ensure_ascii=False, indent=2))
        return DONE
    _print_standings(args, shown)
    for at, note in turned[-OPEN_SHOWN:]:
        whose = "" if note.precinct is None else f", {_word(args, 'precinct')} {note.precinct}"
        print(f"{_word(args, 'door')} {_time(at)}{whose}: {said(note.reason.text, args.lang)}")
    return DONE


def _print_standings(args: argparse.Namespace, shown: "list[PrecinctStanding]") -> None:
    from sailau.commission.effect_words import STANDING_NAMES

    counts: dict[str, int] = {}
    for one in shown:
        counts[said(STANDING_NAMES[one.kind], args.lang)] = counts.get(said(STANDING_NAMES[one.kind], args.lang), 0) + 1
    print(f"{_word(args, 'of')}: {len(shown)} {_word(args, 'precincts')}")
    for name, count in counts.items():
        print(f"  {count:6}  {name}")
    still = [one for one in shown if not one.settled or args.precinct is not None]
    for one in still[:OPEN_SHOWN]:
        since = f"{_word(args, 'since')} {_time(one.since)}"
        print(f"{_word(args, 'precinct')} {one.precinct}: {said(STANDING_NAMES[one.kind], args.lang)}, {since}")
        for reason in one.reasons:
            print(f"    {reason.article}: {said(reason.text, args.lang)}")
    if len(still) > OPEN_SHOWN:
        print(f"… {_word(args, 'more')}: {len(still) - OPEN_SHOWN} (--json)")


def _row(one: "PrecinctStanding") -> dict[str, Any]:
    return {
        "precinct": one.precinct,
        "standing": str(one.kind),
        "since": one.since.isoformat(),
        "settled": one.settled,
        "bundles": list(one.bundles),
        "decision": one.decision,
        "reasons": [_reason(reason) for reason in one.reasons],
    }


def _revoked(args: argparse.Namespace) -> int:
    from sailau.adapters.files import read_file
    from sailau.service.centre.centre import enter_revocation_list, opened_centre

    with opened_centre(args.folder) as centre:
        for path in args.lists:
            enter_revocation_list(centre, read_file(path))
    _tell(args, {"lists": [str(path) for path in args.lists]}, _word(args, "revoked"))
    return DONE


def _signer(args: argparse.Namespace) -> "AbstractContextManager[Signer | None]":
    return nullcontext(None) if args.sign is None and args.token is None else opened_signer(args)


def _reason(refusal: Refusal) -> dict[str, Any]:
    text = refusal.text
    return {
        "code": refusal.code,
        "article": refusal.article,
        "text": {"kk": text.kk, "ru": text.ru, "en": text.en},
    }


def _say(args: argparse.Namespace, what: str, word: str, reasons: tuple[Refusal, ...] = ()) -> None:
    where = sys.stderr if args.json else sys.stdout
    print(f"{what}: {_word(args, word)}", file=where)
    for one in reasons:
        print(f"    {one.article}: {said(one.text, args.lang)}", file=where)


def _tell(args: argparse.Namespace, data: dict[str, Any], line: str) -> None:
    print(json.dumps(data, ensure_ascii=False, indent=2) if args.json else line)


def _word(args: argparse.Namespace, name: str) -> str:
    return said(_WORDS[name], args.lang)


def _time(at: datetime) -> str:
    return at.strftime("%d.%m.%Y %H:%M")
