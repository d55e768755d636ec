"""`sailau commission decide|sign|withdraw`: decisions of a commission, their effect shown before they are taken "
"(M52)."""

import argparse
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sailau.adapters.files import read_file
from sailau.cli.evidence_args import DONE, FINDINGS, add_signers, add_verb, day, say, show_refusal, signing, write
from sailau.cli.narration import said
from sailau.errors import StoreError
from sailau.refusal import Refusal, Text
from sailau.words import Language as Lang

if TYPE_CHECKING:
    from sailau.commission.decisions import Matter
    from sailau.commission.effect import Holdings
    from sailau.commission.mandates import Seating
    from sailau.election.nouns import Words
    from sailau.refusal import Text as _Text
    from sailau.service.centre.decisions import Proposed, Taken
    from sailau.signing.authority import Signer
    from sailau.signing.holder import Holder

KINDS: Final = (
    "postponement",
    "precinct-void",
    "district-void",
    "recount",
    "protocol-choice",
    "drop-out",
    "lot",
    "cancellation",
)
_WHAT_FOLLOWS: Final = Text("Шешімнің салдары:", "Последствия решения:", "What the decision changes:")
_ASK: Final = Text(
    "Шешім қабылдансын ба? Қол қою үшін «иә» деп жазыңыз: ",
    "Принять решение? Чтобы подписать, напишите «да»: ",
    "Take the decision? Write «yes» to sign it: ",
)
_YES: Final = {"иә", "да", "yes"}
_NOT_TAKEN: Final = Text("Шешім қабылданған жоқ.", "Решение не принято.", "The decision was not taken.")
_TAKEN: Final = Text("Шешім енгізілді", "Решение внесено", "The decision is entered")
_WAITS: Final = Text("қолдар күтіледі", "ждёт подписей", "waits for signatures of")


def add_verbs(verbs: Any) -> None:
    """Add these verbs."""
    decide = add_verb(
        verbs,
        "decide",
        _decide,
        "take a decision: what it would change is shown first",
        "postponement, precinct-void, recount: --precinct; district-void: --district; protocol-choice: --precinct and "
        "--bundle; drop-out: --contest and --answer; lot: --contest and --order; cancellation: --number.",
    )
    add_centre(decide)
    decide.add_argument("kind", choices=KINDS, help="what is decided")
    decide.add_argument("--precinct", type=int, action="append", default=[], metavar="N", help="a precinct")
    decide.add_argument("--until", type=day, metavar="YYYY-MM-DD", help="postponement: the new day (else open)")
    decide.add_argument("--district", action="append", default=[], metavar="ID", help="a district")
    decide.add_argument("--contest", metavar="ID", help="the contest")
    decide.add_argument("--answer", metavar="ID", help="drop-out: the candidate")
    decide.add_argument("--order", metavar="ID,ID", help="lot: the equal ones, the first drawn first")
    decide.add_argument("--bundle", metavar="SHA256", help="protocol-choice: the bundle that counts")
    decide.add_argument("--number", type=int, metavar="N", help="cancellation: the decision that no longer holds")
    decide.add_argument(
        "--member", action="append", default=[], metavar="NAME", help="recount: of the precinct commission, present"
    )
    decide.add_argument(
        "--complainant", action="append", default=[], metavar="NAME", help="recount: who brought the facts, present"
    )
    add_deciding(decide, reason=True)

    sign = add_verb(verbs, "sign", _sign, "sign a decision or a notice that waits for a signature")
    add_centre(sign)
    sign.add_argument("paper", choices=("decision", "notice"), help="what is signed")
    sign.add_argument("number", type=int, metavar="N", help="its number")
    add_signers(sign)

    drop = add_verb(
        verbs, "withdraw", _withdraw, "take back the draft of a decision or notice that is not signed by all"
    )
    add_centre(drop)
    drop.add_argument("paper", choices=("decision", "notice"), help="what is taken back")


def add_centre(parser: argparse.ArgumentParser) -> None:
    """The commission's folder."""
    parser.add_argument("centre", type=Path, metavar="CENTRE", help="the commission's folder")


def add_deciding(parser: argparse.ArgumentParser, *, reason: bool) -> None:
    """Who decides, why, who signs; `reason`: the grounds are always wanted."""
    parser.add_argument(
        "--by",
        choices=("central", "territorial", "district", "court"),
        help="who decides (default: the commission of the first signer)",
    )
    add_named(parser, "--name", "name of the deciding body", required=False)
    add_named(parser, "--reason", "the grounds", required=reason)
    parser.add_argument(
        "--show", action="store_true", help="show what it would change, and stop; with --by, no key is needed"
    )
    parser.add_argument("--yes", action="store_true", help="sign without asking")
    add_with(parser)
    add_signers(parser)


def add_named(parser: argparse.ArgumentParser, option: str, text: str, *, required: bool) -> None:
    """A text in Kazakh and Russian, and in English where it is given."""
    for code, language in (("kk", "Kazakh"), ("ru", "Russian"), ("en", "English")):
        parser.add_argument(
            f"{option}-{code}",
            required=required and code != "en",
            default="",
            metavar="TEXT",
            help=f"{text}, in {language}",
        )


def add_with(parser: argparse.ArgumentParser) -> None:
    """Others who are to sign."""
    parser.add_argument(
        "--with",
        dest="others",
        type=Path,
        action="append",
        default=[],
        metavar="CERT.pem",
        help="the certificate of another person who is to sign it later (sailau commission sign)",
    )


def named_others(args: argparse.Namespace) -> "list[Holder]":
    """The holders of `--with`. Raises StoreError or SignatureError."""
    from sailau.signing.holder import holder_of
    from sailau.signing.trust import read_certificate

    return [holder_of(read_certificate(read_file(path))) for path in args.others]


def words_of(args: argparse.Namespace, option: str) -> "Words | None":
    """The text of an option in its languages; None when it was not given."""
    from sailau.election.nouns import Words

    kk, ru, en = (getattr(args, f"{option}_{code}") for code in ("kk", "ru", "en"))
    return Words(kk, ru or kk, en) if kk else None


def _decide(args: argparse.Namespace) -> int:
    return decide_on(args, lambda _: _matter(args))


def decide_on(args: argparse.Namespace, matter_of: "Callable[[Holdings], Matter | Refusal]") -> int:
    """Show what a decision would change, ask, sign and enter it; `matter_of` says what is decided, or refuses."""
    from sailau.service.centre.centre import opened_centre
    from sailau.service.centre.decisions import propose, take
    from sailau.service.centre.holding import holdings_of

    # only to look at the effect, nobody's key is needed
    looks = args.show and args.by is not None and args.sign is None and args.token is None
    keys: AbstractContextManager[list[Signer]] = nullcontext([]) if looks else signing(args)
    with opened_centre(args.centre) as centre, keys as signers:
        holdings = holdings_of(centre)
        by, reason = _body(args, signers), words_of(args, "reason")
        if reason is None:
            raise StoreError("say the grounds: --reason-kk and --reason-ru")
        matter = matter_of(holdings)
        proposed = (
            matter if isinstance(matter, Refusal) else propose(centre, holdings, matter, by, reason, centre.now())
        )
        if isinstance(proposed, Refusal):
            return show_refusal(args, proposed)
        _show(args, proposed)
        if args.show:
            return DONE
        if not args.yes and not _agreed(args):
            say(said(_NOT_TAKEN, args.lang))
            return FINDINGS
        taken = take(centre, holdings, proposed, signers, named_others(args))
        return show_refusal(args, taken) if isinstance(taken, Refusal) else _taken(args, taken, proposed.said)


def _sign(args: argparse.Namespace) -> int:
    from sailau.service.centre.centre import opened_centre
    from sailau.service.centre.decisions import sign_decision
    from sailau.service.centre.holding import holdings_of
    from sailau.service.centre.notices import sign_notice

    with opened_centre(args.centre) as centre, signing(args) as signers:
        for signer in signers:
            if args.paper == "decision":
                taken = sign_decision(centre, holdings_of(centre), args.number, signer)
                if isinstance(taken, Refusal):
                    return show_refusal(args, taken)
                path, waits_for = taken.paper.path, taken.waits_for
            else:
                drawn = sign_notice(centre, args.number, signer)
                if isinstance(drawn, Refusal):
                    return show_refusal(args, drawn)
                path, waits_for = drawn.paper.path, drawn.waits_for
    show_paper(args, path, waits_for)
    return DONE


def _withdraw(args: argparse.Namespace) -> int:
    from sailau.service.centre import decisions, notices
    from sailau.service.centre.centre import opened_centre

    with opened_centre(args.centre) as centre:
        withdraw = decisions.withdraw_draft if args.paper == "decision" else notices.withdraw_draft
        refusal = withdraw(centre)
    return DONE if refusal is None else show_refusal(args, refusal)


def _body(args: argparse.Namespace, signers: "Sequence[Signer]") -> "tuple[Any, Words]":
    from sailau.commission.decisions import Body
    from sailau.election.nouns import Words
    from sailau.service.centre.decision_words import BODIES
    from sailau.service.centre.decisions import BODY_OF
    from sailau.signing.holder import holder_of

    own = BODY_OF.get(holder_of(signers[0].certificate).role) if signers else None
    if args.by is None and own is None:
        raise StoreError("say who decides (--by): the signer's certificate is no commission's")
    body = Body(args.by) if args.by is not None else own
    plain = BODIES[str(body)]
    return body, words_of(args, "name") or Words(plain.kk, plain.ru, plain.en)


def _matter(args: argparse.Namespace) -> "Matter":
    from sailau.commission import decisions
    from sailau.election.nouns import AnswerId, ContestId, DistrictId, PrecinctNumber

    precincts = tuple(PrecinctNumber(number) for number in args.precinct)
    match args.kind:
        case "postponement":
            return decisions.Postponement(precincts=precincts, until=args.until)
        case "precinct-void":
            return decisions.PrecinctVoid(precincts=precincts)
        case "district-void":
            return decisions.DistrictVoid(districts=tuple(DistrictId(one) for one in args.district))
        case "recount":
            return decisions.Recount(
                precincts=precincts, members=tuple(args.member), complainants=tuple(args.complainant)
            )
        case "protocol-choice":
            if len(precincts) != 1 or args.bundle is None:
                raise StoreError("protocol-choice needs one --precinct and --bundle")
            return decisions.ProtocolChoice(precinct=precincts[0], bundle_sha256=args.bundle)
        case "drop-out":
            if args.contest is None or args.answer is None:
                raise StoreError("drop-out needs --contest and --answer")
            return decisions.DropOut(contest=ContestId(args.contest), answer=AnswerId(args.answer))
        case "lot":
            if args.contest is None or args.order is None:
                raise StoreError("lot needs --contest and --order")
            order = tuple(AnswerId(one) for one in args.order.split(","))
            return decisions.Lot(contest=ContestId(args.contest), order=order)
        case _:
            if args.number is None:
                raise StoreError("cancellation needs --number")
            return decisions.Cancellation(number=args.number)


def _show(args: argparse.Namespace, proposed: "Proposed") -> None:
    say(said(_WHAT_FOLLOWS, args.lang))
    for sentence in proposed.said:
        say(f"  {said(sentence, args.lang)}")
    if args.json and args.show:
        write(_as_json(proposed, args.lang))


def _as_json(proposed: "Proposed", lang: Lang) -> dict[str, Any]:
    return {
        "number": proposed.decision.number,
        "article": proposed.decision.article,
        "effect": [said(sentence, lang) for sentence in proposed.said],
        "precincts": [
            {"precinct": after.precinct, "before": before.kind.value, "after": after.kind.value}
            for before, after in proposed.effect.precincts
        ],
        "contests": [
            {"contest": one.contest.id, "turns": one.turns, "before": one.before.state, "after": one.after.state}
            for one in proposed.effect.contests
        ],
        "mandates": [
            {
                "contest": one.contest.id,
                "before": _holders(one.before, lang),
                "after": _holders(one.after, lang),
            }
            for one in proposed.effect.mandates
        ],
    }


def _holders(seating: "Seating | None", lang: Lang) -> list[str] | None:
    """Who holds the mandates; None before they were given."""
    return None if seating is None else [said(name, lang) for name in seating.names]


def _agreed(args: argparse.Namespace) -> bool:
    if not sys.stdin.isatty():
        raise StoreError("there is nobody to ask: look at the effect with --show, then give --yes")
    sys.stderr.write(said(_ASK, args.lang))
    sys.stderr.flush()
    return sys.stdin.readline().strip().casefold() in _YES


def _taken(args: argparse.Namespace, taken: "Taken", effect: "Sequence[_Text]") -> int:
    if args.json:
        write(
            {
                "decision": taken.decision.number,
                "data": str(taken.paper.path),
                "entered": not taken.waits_for,
                "waits_for": list(taken.waits_for),
                "effect": [said(sentence, args.lang) for sentence in effect],
            }
        )
    show_paper(args, taken.paper.path, taken.waits_for, as_json=False)
    return DONE


def show_paper(args: argparse.Namespace, path: Path, waits_for: Sequence[str], *, as_json: bool = True) -> None:
    """Where a paper lies, and whose signature it waits for."""
    if args.json and as_json:
        write({"data": str(path), "paper": str(path.with_suffix(".pdf")), "waits_for": list(waits_for)})
    waits = f" – {said(_WAITS, args.lang)}: {', '.join(waits_for)}" if waits_for else f" – {said(_TAKEN, args.lang)}"
    say(f"{path.with_suffix('.pdf')}{waits}")
