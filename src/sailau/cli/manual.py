"""`sailau manual`: the manuals as PDF, in Kazakh, Russian and English, with pictures of the screens (C3; E22).

    sailau manual --out DIR [--of NAME ...] [--language CODE ...] [--no-pictures] [--json]

Pictures are taken of the pages themselves, by this machine's Chromium, without a network. Exit 0: written; 2: misuse.
"""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sailau.adapters.pictures import Photographer
    from sailau.stations.manual.making import Take
    from sailau.words.numbers import Language

NAMES = ("voter", "member", "observer", "chair", "technician")
LANGUAGES = ("kk", "ru", "en")


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand `manual`."""
    parser = subparsers.add_parser(
        "manual",
        help="write the manuals for voter, member, observer, chair and technician as PDF",
        description="Write the manuals as tagged PDF: the voter's instruction for the booth, and those of commission"
        " member, observer, chair and technician. Their texts are those of the screens, their pictures the screens"
        " themselves with invented people, taken by Debian's Chromium on this machine.",
        allow_abbrev=False,
    )
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where they go: NAME-LANGUAGE.pdf")
    parser.add_argument("--of", nargs="+", choices=NAMES, default=NAMES, help="these manuals alone")
    parser.add_argument("--language", nargs="+", choices=LANGUAGES, default=LANGUAGES, help="these languages alone")
    parser.add_argument("--no-pictures", action="store_true", help="texts alone, on a machine without Chromium")
    parser.add_argument("--json", action="store_true", help="the written files, as JSON on stdout")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write the manuals; the exit code."""
    from contextlib import ExitStack

    from sailau.adapters.pictures import Photographer
    from sailau.stations.samples import static_answer

    written: list[str] = []
    with ExitStack() as stack:
        take = None
        if not args.no_pictures:
            browser = stack.enter_context(Photographer(static_answer))
            take = _kept(browser)
        for language in args.language:
            for name in args.of:
                written.append(str(_write(args.out, name, language, take)))
                if not args.json:
                    print(written[-1], flush=True)
    if args.json:
        print(json.dumps({"written": written}, ensure_ascii=False))
    return 0


def _kept(browser: "Photographer") -> "Take":
    """Takes each picture once, though two manuals show it."""
    from functools import cache

    from sailau.stations.samples import Sample

    @cache
    def take(sample: Sample, language: "Language") -> bytes:
        return browser.picture(sample.draw(language), sample.size)

    return take


def _write(folder: Path, name: str, language: "Language", take: "Take | None") -> Path:
    from sailau.adapters.files import write_atomically
    from sailau.adapters.pdf.manual import render_manual
    from sailau.errors import StoreError
    from sailau.stations.manual import manual_of

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"cannot make the folder {folder}: {error.strerror}; give another by --out") from error
    path = folder / f"{name}-{language}.pdf"
    write_atomically(path, render_manual(manual_of(name, language, take)))
    return path
