"""`sailau evidence pack|check|timeline`: what a court is given and how it judges it (E49, L 50-8(1))."""

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from sailau.adapters.clock import MachineClock
from sailau.adapters.files import read_file, write_atomically
from sailau.cli.evidence_args import (
    DONE,
    FINDINGS,
    add_decision,
    add_folder,
    add_signers,
    add_verb,
    decision_of,
    revoked_of,
    say,
    show_refusal,
    signing,
    sources,
    write,
)
from sailau.cli.narration import said
from sailau.cli.progress import ProgressBar
from sailau.errors import StoreError
from sailau.refusal import Refusal, Text

_SOUND: Final = Text(
    "ЖАРАМДЫ: жинақ өзінде айтылғанға сай.",
    "ВЕРЕН: пакет таков, каким он назван.",
    "SOUND: the pack is what it says.",
)
_SPOILT: Final = Text(
    "ЖАРАМСЫЗ: жинақта ақау бар.", "НЕ ВЕРЕН: в пакете есть дефекты.", "REFUSED: the pack has defects."
)
_WEIGH: Final = Text("сот назарына", "вниманию суда", "for the court to weigh")


def add_verbs(verbs: Any) -> None:
    """Add these verbs."""
    pack = add_verb(
        verbs,
        "pack",
        _pack,
        "make an evidence pack for a complaint, from a packet that was read",
        "The packet must have been opened by an act (`custody … read`). The pack holds the recorders' records as they "
        "stood on the media, their time-lines, the custody, the verification of the precinct's record. Not public.",
    )
    add_folder(pack)
    pack.add_argument("--record", type=Path, required=True, metavar="RECORD_DIR", help="the precinct's record")
    pack.add_argument(
        "--recorder",
        action="append",
        required=True,
        metavar="ID=A,B",
        help="a device's record: both media (terminal-1=/media/a,/media/b), or one file of it",
    )
    pack.add_argument("--out", type=Path, required=True, metavar="DIR", help="a new folder")
    pack.add_argument("--processes", type=int, choices=range(1, 65), default=2, metavar="N", help="for verifying (2)")
    add_decision(pack, required=True, whose="who asks: the court, the higher commission")
    add_signers(pack)

    check = add_verb(verbs, "check", _check, "judge an evidence pack: it needs nothing but the root certificate")
    check.add_argument("pack", type=Path, metavar="PACK", help="the pack's folder")
    check.add_argument("--root", type=Path, required=True, metavar="CERT", help="the trusted root certificate")
    check.add_argument(
        "--revoked", type=Path, action="append", default=[], metavar="FILE", help="a list of revoked certificates"
    )

    line = add_verb(
        verbs, "timeline", _timeline, "a device's time-line from its record: pictures (SVG) and tables (CSV)"
    )
    line.add_argument(
        "--recorder", required=True, metavar="ID=A,B", help="both media (terminal-1=/media/a,/media/b), or one file"
    )
    line.add_argument("--out", type=Path, required=True, metavar="DIR", help="a new folder")


def _pack(args: argparse.Namespace) -> int:
    from sailau.service.evidence.folder import opened_folder
    from sailau.service.evidence.packing import Asked, make_pack
    from sailau.service.evidence.reading import Source

    by = decision_of(args)
    if by is None:
        raise StoreError("say on whose demand the pack is made: --by, --number, --day")
    asked = Asked(
        precinct=args.packet[0],
        packet=args.packet[1],
        by=by,
        record=args.record,
        sources=tuple(Source(device=device, places=places) for device, places in sources(args.recorder)),
    )
    bar = ProgressBar()
    try:
        with opened_folder(args.folder, revoked_of(args)) as folder, signing(args) as signers:
            now = MachineClock().now()
            done = make_pack(folder, asked, args.out, signers, now, processes=args.processes, progress=bar)
    finally:
        bar.close()
    if isinstance(done, Refusal):
        return show_refusal(args, done)
    pack = done.pack
    if args.json:
        write({"pack": str(done.path), "files": len(pack.files), "findings": _findings(pack.findings)})
    say(f"✓ {done.path}: {len(pack.recorders)} × {len(pack.files)}")
    _show_findings(args, pack.findings)
    return DONE


def _check(args: argparse.Namespace) -> int:
    from sailau.service.evidence.checking import check_pack
    from sailau.signing.trust import read_certificate

    checked = check_pack(args.pack, read_certificate(read_file(args.root)), revoked_of(args))
    if args.json:
        write(
            {
                "verdict": "sound" if checked.sound else "refused",
                "packet": f"{checked.pack.precinct}-{checked.pack.packet}",
                "signed_by": [identity.holder.name for identity in checked.signers],
                "defects": [{"place": one.place, "reason": one.reason} for one in checked.defects],
                "findings": _findings(checked.pack.findings),
                "recorders": [
                    {"device": one.device, "entries": one.entries, "head": one.head, "manifest": one.manifest}
                    for one in checked.pack.recorders
                ],
            }
        )
    for one in checked.defects:
        say(f"✗ {one.place}: {one.reason}")
    _show_findings(args, checked.pack.findings)
    say(said(_SOUND if checked.sound else _SPOILT, args.lang))
    return DONE if checked.sound else FINDINGS


def _timeline(args: argparse.Namespace) -> int:
    from sailau.recorder.timeline import timeline_of
    from sailau.service.evidence.packing import timeline_files
    from sailau.service.evidence.reading import Source, read_recorder

    ((device, places),) = sources([args.recorder])
    recorder = read_recorder(Source(device=device, places=places), generated=datetime.now(UTC), election="")
    timeline = timeline_of(device, recorder.entries)
    try:
        args.out.mkdir(parents=True)
    except OSError as error:
        raise StoreError(f"{args.out} cannot be made, or is there already: {error.strerror}") from error
    for name, data in timeline_files(recorder, timeline).items():
        write_atomically(args.out / name, data)
    if args.json:
        write({"device": device, "entries": timeline.entries, "counts": dict(timeline.counts)})
    say(f"✓ {args.out}: {device}, {timeline.entries}")
    return DONE


def _findings(findings: Any) -> list[dict[str, str]]:
    return [{"code": one.code, "place": one.place} for one in findings]


def _show_findings(args: argparse.Namespace, findings: Any) -> None:
    from sailau.service.evidence.paper import PACK_FINDINGS

    for one in findings:
        text = PACK_FINDINGS.get(one.code)
        say(f"! {said(_WEIGH, args.lang)}: {one.place} – {one.code if text is None else said(text, args.lang)}")
