"""`sailau recorder`: the recorder of one device, as a process of its own (R 11-13, annex 3; E18, E49)."""

import argparse
import json
import signal
import sys
from pathlib import Path

from sailau.adapters.clock import LocalClock
from sailau.adapters.recorder_media import RecorderMedia, read_media
from sailau.service.recorder.evidence import export_evidence
from sailau.service.recorder.start import Places, run_recorder

EXIT_SOUND, EXIT_MISUSE = 0, 2


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `recorder`."""
    parser = subparsers.add_parser(
        "recorder",
        help="a device's recorder on two media, as a process of its own",
        description="Record everything that a device does, on two media at once, until SIGTERM. A medium that fails "
        "stops the recorder and the device. With another word than `run` it does that instead of recording.",
        epilog="What the record is: docs/format/recorder.md.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "verb",
        nargs="?",
        choices=("run", "resync", "verify", "export"),
        default="run",
        help="run: record (default); resync: bring a medium that is behind, or new, level with the other; "
        "verify: read both media from end to end and compare them; export: write the evidence to a new folder, "
        "also as NIST SP 1500-101",
    )
    parser.add_argument("--device", required=True, metavar="ID", help="the device, as terminal-1")
    parser.add_argument(
        "--media",
        required=True,
        action="append",
        type=Path,
        metavar="FOLDER",
        help="a folder on a disk of its own; give it twice",
    )
    parser.add_argument("--socket", type=Path, metavar="PATH", help="run: where the device reaches its recorder")
    parser.add_argument(
        "--note-key",
        type=Path,
        metavar="FILE",
        help="run: the key that signs checkpoints, made when it is not there (default: beside the socket)",
    )
    parser.add_argument(
        "--recorder-key",
        type=Path,
        metavar="FILE",
        help="run: recorder-key.json of the precinct; a terminal or portable device needs it to seal its sessions",
    )
    parser.add_argument("--origin", metavar="NAME", help="run: name of the log and its key (default: sailau/ID)")
    parser.add_argument("--out", type=Path, metavar="FOLDER", help="export: the new folder")
    parser.add_argument("--election", default="", metavar="ID", help="export: the election's id, for the event log")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=_act)


def _act(args: argparse.Namespace) -> int:
    if len(args.media) != 2:
        return _misuse("give --media twice: one folder on each disk")
    media = (args.media[0], args.media[1])
    if args.verb == "run":
        if args.socket is None:
            return _misuse("give --socket: where the device reaches its recorder")
        return _run(args, media)
    if args.verb == "export":
        if args.out is None:
            return _misuse("give --out: the folder for the evidence")
        now = LocalClock().now()
        head = export_evidence(media, args.device, args.out, generated=now, election=args.election)
    elif args.verb == "resync":
        with RecorderMedia(media, args.device, LocalClock(), resync=True) as record:
            head = record.verify()
    else:
        head = read_media(media, args.device).log.head
    line = f"{head.device}: both media hold the same {head.entries} entries"
    row = {"device": head.device, "entries": head.entries, "hash": head.hash}
    sys.stdout.write((json.dumps(row) if args.json else line) + "\n")
    return EXIT_SOUND


def _misuse(why: str) -> int:
    sys.stderr.write(f"sailau recorder: {why}\n")
    return EXIT_MISUSE


def _run(args: argparse.Namespace, media: tuple[Path, Path]) -> int:
    places = Places(
        device=args.device,
        media=media,
        socket=args.socket,
        note_key=args.note_key or args.socket.with_name(f"{args.device}.note-key"),
        recorder_key=args.recorder_key,
        origin=args.origin or f"sailau/{args.device}",
    )
    asked_to_stop: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda caught, _: asked_to_stop.append(caught))
    run_recorder(
        places,
        LocalClock(),
        ready=lambda vkey, one_disk: _ready(args, vkey, one_disk),
        stopped=lambda: bool(asked_to_stop),
    )
    return EXIT_SOUND


def _ready(args: argparse.Namespace, vkey: str, one_disk: bool) -> None:
    if args.json:
        sys.stdout.write(json.dumps({"ready": args.device, "vkey": vkey, "one_disk": one_disk}) + "\n")
    else:
        sys.stdout.write(f"the recorder of {args.device} is ready; its checkpoints are checked with {vkey}\n")
    if one_disk:
        sys.stderr.write("warning: both media are on one disk; its loss is the loss of the record\n")
    sys.stdout.flush()
