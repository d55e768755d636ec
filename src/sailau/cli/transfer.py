"""`sailau transfer`: a precinct's record goes to the commission from a machine without the chair's page (L 50-7).

    sailau transfer pack RECORD --out DIR --sign chair.p12 --sign secretary.p12
    sailau transfer send BUNDLE --to HOST:PORT --sign precinct-computer.p12 [--link-up … --link-down …]
    sailau transfer check BUNDLE --sign precinct-computer.p12

Exit 0: done, or accepted; 1: refused, or not answered yet; 2: misuse.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sailau.cli.device import address
from sailau.cli.transfer_plan import add_link, switch_of

if TYPE_CHECKING:
    from sailau.formats.v1.acknowledgement import Acknowledgement
    from sailau.refusal import Refusal
    from sailau.signing.authority import Signer

EXIT_DONE, EXIT_REFUSED = 0, 1
RECORDER_FILE: Final = "transfer-recorder.jsonl"
LANGUAGES: Final = ("kk", "ru", "en")


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `transfer`."""
    parser = subparsers.add_parser(
        "transfer",
        help="send a precinct's signed record to the commission, without the chair's page",
        description="Put a precinct's signed record into a bundle, send it over a link that is up only meanwhile, and "
        "keep the commission's signed answer beside it. Where the chair's station runs, do it on its page.",
        epilog="Documentation: docs/transfer.md.",
        allow_abbrev=False,
    )
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    _add_pack(verbs)
    _add_send(verbs)
    _add_check(verbs)


def _add_pack(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = verbs.add_parser(
        "pack",
        help="put a record into a bundle, signed by the chair and one more member",
        description="Put a record folder into one file, the bundle, whose head the chair and one more member sign.",
        allow_abbrev=False,
    )
    parser.add_argument("record", type=Path, metavar="RECORD", help="the record's folder")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where the bundle goes")
    _add_keys(parser, "a member's key file; give it for the chair and for one more")
    parser.add_argument("--version", type=int, default=1, metavar="N", help="2 after a recount (default: 1)")
    parser.add_argument("--replaces", type=Path, metavar="BUNDLE", help="the bundle that this version replaces")
    parser.add_argument("--act", type=int, metavar="N", help="the number of the act on the recount")
    _add_said(parser)
    parser.set_defaults(run=_pack)


def _add_send(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = verbs.add_parser(
        "send",
        help="open the link, send a bundle, keep the answer, close the link",
        description="Switch the link on, bring the bundle to the commission's intake, wait for its answer, and switch "
        "the link off. Cut off or killed, do it again: it goes on where it stopped, and nothing is sent twice.",
        allow_abbrev=False,
    )
    parser.add_argument("bundle", type=Path, metavar="BUNDLE", help="the bundle; the answer is kept beside it")
    parser.add_argument("--to", type=address, required=True, metavar="HOST:PORT", help="the commission's intake")
    _add_keys(parser, "the precinct computer's key file")
    add_link(parser)
    parser.add_argument(
        "--recorder",
        type=Path,
        metavar="SOCKET",
        help="where `sailau recorder` of precinct-computer answers; without it a file beside the bundle is the record",
    )
    _add_said(parser)
    parser.set_defaults(run=_send)


def _add_check(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = verbs.add_parser(
        "check",
        help="judge the acknowledgement that lies beside a bundle",
        description="Say what the commission answered about a bundle, if its answer lies beside it and is good.",
        allow_abbrev=False,
    )
    parser.add_argument("bundle", type=Path, metavar="BUNDLE", help="the bundle, with the answer beside it")
    _add_keys(parser, "a key file of the precinct: its root is the one that is believed")
    _add_said(parser)
    parser.set_defaults(run=_check)


def _add_keys(parser: argparse.ArgumentParser, what: str) -> None:
    parser.add_argument("--sign", type=Path, action="append", required=True, metavar="FILE.p12", help=what)
    parser.add_argument(
        "--pin-file",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="read the PIN from here, one for each key in their order (else it is typed)",
    )


def _add_said(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--lang", choices=LANGUAGES, default="en", help="language of what is said (default: en)")
    parser.add_argument("--json", action="store_true", help="JSON on stdout")


def _pack(args: argparse.Namespace) -> int:
    from datetime import UTC, datetime

    from sailau.formats.v1.bundle import SUFFIX
    from sailau.refusal import Refusal
    from sailau.service.bundle import pack
    from sailau.service.transfer import sha256_of

    signers = _signers(args)
    replaces = None if args.replaces is None else sha256_of(args.replaces)
    args.out.mkdir(parents=True, exist_ok=True)
    making = args.out / f"packing{SUFFIX}"
    head = pack(
        args.record,
        making,
        version=args.version,
        signers=signers,
        now=datetime.now(UTC),
        replaces=replaces,
        act=args.act,
    )
    if isinstance(head, Refusal):
        return _refused(args, head)
    bundle = making.rename(args.out / f"{head.precinct:06d}-{head.version}{SUFFIX}")
    found = {"bundle": str(bundle), "sha256": sha256_of(bundle), "bytes": bundle.stat().st_size}
    _say(args, found, f"{bundle}: {found['bytes']} bytes, SHA-256 {found['sha256']}")
    return EXIT_DONE


def _send(args: argparse.Namespace) -> int:
    from sailau.adapters.clock import LocalClock
    from sailau.adapters.recorder_file import RecorderFile
    from sailau.cli.device import recorder_at, until_asked_to_stop
    from sailau.cli.progress import ProgressBar
    from sailau.errors import StoreError
    from sailau.service.transfer_alone import Sender, send_alone
    from sailau.signing.holder import holder_of
    from sailau.signing.roles import Role

    signer = _signers(args)[0]
    holder = holder_of(signer.certificate)
    if holder.role is not Role.PRECINCT_COMPUTER or holder.device is None:
        raise StoreError(f"{args.sign[0].name} is {holder.name}'s: the precinct computer sends, with its own key")
    opens, bar = recorder_at(args.recorder, holder.device), ProgressBar()
    with ExitStack() as running:
        path = args.bundle.with_name(RECORDER_FILE)
        recorder = running.enter_context(RecorderFile(path, holder.device, LocalClock()) if opens is None else opens())
        sender = Sender(
            signer=signer,
            recorder=recorder,
            clock=LocalClock(),
            intake=args.to,
            switch=switch_of(args),
            minutes=args.transfer_minutes,
        )
        running.callback(bar.close)
        sent = send_alone(
            sender, args.bundle, until_asked_to_stop(), lambda told: bar(told.phase, told.sent, told.total)
        )
    if sent.down == "not-switched":
        sys.stderr.write("sailau: THE LINK IS NOT DOWN: pull the cable of the allotted network out now\n")
    if sent.answer is not None:
        return _answered(args, sent.answer, sent.why, sent.down)
    if sent.refusal is not None:
        return _refused(args, sent.refusal, why=sent.why, down=sent.down)
    _say(args, {"standing": None, "why": sent.why, "link": sent.down}, _NOT_SENT[sent.why])
    return EXIT_REFUSED


_NOT_SENT: Final = {
    "time-out": "the time was over before the commission had the whole bundle: send it again, it goes on from there",
    "by-chair": "stopped: send it again, it goes on from where it stands",
    "stranger": "who answered is no intake of this election's commission: nothing was sent; tell the commission",
}


def _check(args: argparse.Namespace) -> int:
    from sailau.errors import StoreError
    from sailau.service.transfer import sha256_of
    from sailau.service.transfer_alone import kept_answer

    answer = kept_answer(args.bundle, _signers(args)[0])
    if answer is None:
        raise StoreError(f"no acknowledgement lies beside {args.bundle.name}")
    if answer.bundle_sha256 != sha256_of(args.bundle):
        raise StoreError(f"the acknowledgement beside {args.bundle.name} is about another bundle")
    return _answered(args, answer)


def _signers(args: argparse.Namespace) -> "Sequence[Signer]":
    from sailau.cli.pki_keys import signer_in
    from sailau.errors import StoreError

    if args.pin_file and len(args.pin_file) != len(args.sign):
        raise StoreError(f"{len(args.sign)} keys and {len(args.pin_file)} files with PINs: give one for each, or none")
    return [signer_in(path, pin) for path, pin in zip(args.sign, args.pin_file or [None] * len(args.sign), strict=True)]


def _answered(args: argparse.Namespace, answer: "Acknowledgement", why: str = "", down: str = "") -> int:
    from sailau.formats.v1.acknowledgement import Standing

    reasons = [getattr(one.text, args.lang) for one in answer.reasons]
    found: dict[str, Any] = {"standing": answer.standing.value, "at": answer.at.isoformat(), "reasons": reasons}
    if why:
        found |= {"why": why, "link": down}
    lines = [f"{answer.commission}: {answer.standing.value}, {answer.at:%d.%m.%Y %H:%M}", *reasons]
    _say(args, found, "\n".join(lines))
    return EXIT_DONE if answer.standing is Standing.ACCEPTED else EXIT_REFUSED


def _refused(args: argparse.Namespace, refusal: "Refusal", **more: str) -> int:
    text = getattr(refusal.text, args.lang)
    found = {"refused": refusal.code, "article": refusal.article, "text": text, **more}
    if args.json:
        sys.stdout.write(json.dumps(found, ensure_ascii=False) + "\n")
    else:
        sys.stderr.write(f"{text} ({refusal.article})\n")
    return EXIT_REFUSED


def _say(args: argparse.Namespace, found: dict[str, Any], text: str) -> None:
    sys.stdout.write((json.dumps(found, ensure_ascii=False) if args.json else text) + "\n")
