"""What a terminal will say of each ballot, word for word, for the ballot's proof (C14-C17; L 37(2)).

A file a style and language: the contests and the names in their order first, then everything else that is said. Each
line is the name of a phrase, under which it may be recorded, and its text. The sound itself is made with the packages.
"""

from typing import Final

from sailau.election.ballot import questions
from sailau.election.nouns import Definition
from sailau.election.styles import Style
from sailau.terminal.phrases import Phrase
from sailau.terminal.speech import all_phrases
from sailau.terminal.turn import Device, Ground

_OF_BALLOT: Final = ("title-", "answer-")


def phrases_of(definition: Definition, precinct: int) -> tuple[Phrase, ...]:
    """Everything that a kiosk of this precinct may say. Raises DefinitionError when there is no such precinct."""
    return all_phrases(
        Ground(
            style=questions(definition, precinct),
            languages=definition.languages,
            device=Device.TERMINAL,
            check=definition.rules.challenge is not None,
        )
    )


def spoken_files(definition: Definition, made: tuple[Style, ...]) -> dict[str, bytes]:
    """What is said, as files by name: `style-1-kk.txt`. The same definition gives the same bytes."""
    files = {}
    for style in made:
        phrases = phrases_of(definition, style.precincts[0].number)
        for language in definition.languages:
            spoken = [one for one in phrases if one.language is language]
            ordered = sorted(spoken, key=lambda one: not _is_of_ballot(one))
            lines = "".join(f"{one.name}\t{one.text}\n" for one in ordered)
            files[f"{style.id}-{language.value}.txt"] = lines.encode()
    return files


def _is_of_ballot(phrase: Phrase) -> bool:
    return phrase.name.removeprefix(f"{phrase.language.value}-").startswith(_OF_BALLOT)
