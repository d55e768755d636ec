"""`sailau package sound`: what the terminals of a precinct say, as files, before its package is made."""

import argparse
import json
import sys
from pathlib import Path
from typing import Final

from sailau.adapters.speech import Voice
from sailau.cli.progress import ProgressBar
from sailau.service.package_sound import SoundMade, make_sound

DONE: Final = 0
_SAID: Final = {
    "kk": "{precinct}-учаске: {phrases} сөйлем, {recorded} жазба, {minutes} минут; тыңдап шығыңыз: {folder}",
    "ru": "Участок {precinct}: фраз {phrases}, записей {recorded}, минут {minutes}; прослушайте: {folder}",
    "en": "Precinct {precinct}: {phrases} phrases, {recorded} recorded, {minutes} minutes; listen to them: {folder}",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The verb's options, beside --language and --json."""
    parser.description = (
        "Render every phrase of the ballot by eSpeak NG, in the languages of the election, into precincts/N/sound. "
        "A recording in recordings/, a WAV file with the name of its phrase, takes the place of the voice; "
        "precincts/N/sound/phrases.json names all phrases."
    )
    parser.add_argument("--territory", type=Path, required=True, metavar="DIR", help="the commission's folder")
    parser.add_argument("--precinct", type=int, action="append", metavar="N", help="only these; may be repeated")


def run(args: argparse.Namespace) -> int:
    """Make the sound. Raises StoreError, DefinitionError, FormatError."""
    from sailau.service.package_layout import precincts_of

    bar = ProgressBar()
    try:
        precincts = tuple(args.precinct or precincts_of(args.territory))
        made = make_sound(args.territory, precincts, Voice(), lambda done, of: bar("sound", done, of))
    finally:
        bar.close()
    if args.json:
        print(json.dumps({"sound": [_fields(one) for one in made]}, ensure_ascii=False))
        return DONE
    for one in made:
        print(_SAID[args.language].format(**_fields(one)), file=sys.stderr)
    return DONE


def _fields(made: SoundMade) -> dict[str, object]:
    return {
        "precinct": made.precinct,
        "phrases": made.phrases,
        "recorded": made.recorded,
        "minutes": round(made.seconds / 60),
        "folder": str(made.folder),
    }
