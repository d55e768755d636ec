"""`sailau observe`: a folder of photos or scans of paper protocols, held against what was published (L 20(9), 50-6).

    sailau observe DIR --publication DIR [--root CERT] [--json] [--lang kk|ru|en]

The report goes to stderr, JSON to stdout. Exit 0: no paper differs; 1: one differs or its signature is not the precinct
computer's; 2: misuse, or a job that could not be done.
"""

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Final

from sailau.cli.progress import ProgressBar
from sailau.errors import StoreError
from sailau.refusal import Text
from sailau.service.observing import ALARMS, Observed, Seen, observe

SAME, ALARM = 0, 1

SAID: Final = {
    Seen.SAME: Text("жарияланғанмен бірдей", "совпадает с опубликованным", "the same as published"),
    Seen.REPLACED: Text(
        "бұрынғы хаттаманың қағазы; қазір одан кейінгісі есепке алынған",
        "бумага прежнего протокола; учтён более поздний",
        "paper of an earlier protocol; a later one is counted",
    ),
    Seen.DIFFERENT: Text(
        "АЙЫРМА: жарияланғаннан өзгеше", "РАСХОЖДЕНИЕ с опубликованным", "DIFFERENT from what was published"
    ),
    Seen.FORGED: Text(
        "ҚОЛТАҢБА учаске компьютерінікі емес",
        "ПОДПИСЬ не компьютера участка",
        "the SIGNATURE is not the precinct computer's",
    ),
    Seen.OTHER_ELECTION: Text("басқа сайлау", "другие выборы", "another election"),
    Seen.NOT_PUBLISHED: Text(
        "бұл учаскенің жазбасы жарияланбаған",
        "запись участка не опубликована",
        "no record of this precinct is published",
    ),
    Seen.NO_CODE: Text(
        "хаттаманың QR коды табылмады: жақыннан, тік түсіріңіз",
        "QR-код протокола не найден: снимите ближе и ровно",
        "no QR code of a protocol: photograph it closer and straight",
    ),
    Seen.NO_PICTURE: Text("сурет оқылмады", "снимок не читается", "the picture cannot be read"),
}
PRECINCT: Final = Text("учаске", "участок", "precinct")
VOTES: Final = Text(
    "қағазда {printed}; жарияланған {published}",
    "на бумаге {printed}; опубликовано {published}",
    "on paper {printed}; published {published}",
)
ADVICE: Final = Text(
    "Суреттерді сақтап, жоғары тұрған комиссияға не сотқа шағымданыңыз.",
    "Сохраните снимки и обратитесь в вышестоящую комиссию или суд.",
    "Keep the pictures and complain to the higher commission or a court.",
)

DESCRIPTION = """\
Find the QR code on every photo or scan below DIR and hold it against the publication: election, precinct, fingerprint
of the protocol's data, votes, and the precinct computer's signature. Nothing is sent anywhere. It needs the extra
`observe`.
"""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand `observe`."""
    parser = subparsers.add_parser(
        "observe",
        help="hold photos of paper protocols against what was published",
        description=DESCRIPTION,
        allow_abbrev=False,
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="a folder with pictures; folders in it too")
    parser.add_argument(
        "--publication",
        type=Path,
        required=True,
        metavar="DIR",
        help="the publication: a folder with data/ and records/",
    )
    parser.add_argument(
        "--root", type=Path, metavar="CERT", help="the trusted root certificate; default: data/root.pem"
    )
    parser.add_argument("--json", action="store_true", help="every picture as JSON on stdout")
    parser.add_argument("--lang", choices=("kk", "ru", "en"), default="kk", help="language of the report; default kk")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Compare and report; the exit code."""
    bar = ProgressBar()
    try:
        root = None if args.root is None else args.root.read_bytes()
    except OSError as error:
        raise StoreError(f"{args.root}: {error.strerror}") from error
    try:
        found = observe(args.folder.absolute(), args.publication.absolute(), root=root, progress=bar)
    finally:
        bar.close()
    if args.json:
        sys.stdout.write(json.dumps([one.as_json() for one in found], ensure_ascii=False, indent=2) + "\n")
    sys.stderr.write(text_of(found, args.lang))
    return ALARM if any(one.seen in ALARMS for one in found) else SAME


def text_of(found: tuple[Observed, ...], lang: str) -> str:
    """The report for people: a line for each picture, the sums, what to do."""
    lines = []
    for one in found:
        where = f", {getattr(PRECINCT, lang)} {one.precinct}" if one.precinct is not None else ""
        mark = "✗" if one.seen in ALARMS else "✓" if one.seen is Seen.SAME else "–"
        lines.append(f"{mark} {one.picture}{where}: {getattr(SAID[one.seen], lang)}")
        if one.seen is Seen.DIFFERENT:
            votes = {"printed": _votes(one.printed), "published": _votes(one.published)}
            lines.append(f"    {getattr(VOTES, lang).format_map(votes)}")
    counts = Counter(one.seen for one in found)
    lines.append("")
    lines += [f"{getattr(SAID[seen], lang)}: {counts[seen]}" for seen in Seen if counts[seen]]
    if any(one.seen in ALARMS for one in found):
        lines.append(getattr(ADVICE, lang))
    return "\n".join(lines) + "\n"


def _votes(votes: tuple[int, ...]) -> str:
    return ", ".join(map(str, votes)) or "—"
