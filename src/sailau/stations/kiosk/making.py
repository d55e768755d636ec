"""What every body of a page is made with: the words in the voter's language, buttons that know their place.

Pure: it reads ground, turn and what is shown, and asks nobody else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import segno

from sailau.election.ballot import ContestQuestion
from sailau.election.nouns import Candidate, Language, Words
from sailau.stations.kiosk.form import value_of
from sailau.stations.kiosk.parts import Button, Kind, Line, Name, Note, Picture, Said, Seal, Tone
from sailau.terminal.kiosk import Did, seconds_left, targets
from sailau.terminal.shown import Shown, seal_number
from sailau.terminal.turn import Device, Ground, Turn
from sailau.words.numbers import Language as Spoken
from sailau.words.screens import screen_words

_SPOKEN: Final[Mapping[Language, Spoken]] = MappingProxyType({Language.KK: "kk", Language.RU: "ru", Language.EN: "en"})
_QR_MODULE_PX: Final = 8
_QR_QUIET: Final = 4


def say_in(language: Language, word: str, **filled: object) -> str:
    """The text of a word in a language, its places filled."""
    return screen_words().say(word, _SPOKEN[language], **filled)


@dataclass(frozen=True, slots=True)
class Making:
    """A page in the making. `languages`: the voter's, or all of the election before one is chosen."""

    ground: Ground
    turn: Turn
    shown: Shown
    languages: tuple[Language, ...]
    ahead: tuple[Did, ...]

    @property
    def portable(self) -> bool:
        """Whether the device is carried to homes: nothing is put into it."""
        return self.ground.device is Device.PORTABLE

    @property
    def language(self) -> Language:
        """The first language on the page."""
        return self.languages[0]

    def say(self, word: str, **filled: object) -> Said:
        """A word in the languages of the page."""
        return tuple(Line(language, say_in(language, word, **filled)) for language in self.languages)

    def say_once(self, word: str, **filled: object) -> Said:
        """A word in the first language of the page alone: where there is no room for more."""
        return (Line(self.language, say_in(self.language, word, **filled)),)

    def words(self, words: Words) -> Said:
        """A text of the definition in the first language of the page."""
        return (Line(self.language, words.in_language(self.language)),)

    def either(self, fixed: str, carried: str, **filled: object) -> Said:
        """A word of a device with a slot, or of one that is carried."""
        return self.say(carried if self.portable else fixed, **filled)

    def button(
        self,
        did: Did,
        said: Said,
        kind: Kind = Kind.PLAIN,
        *,
        icon: str = "",
        icon_behind: bool = False,
        pressed: bool | None = None,
    ) -> Button:
        """A button that makes `did`, with its place among the targets."""
        place = self.ahead.index(did) if did in self.ahead else None
        return Button(
            value=value_of(did),
            said=said,
            kind=kind,
            target=place,
            focused=place is not None and place == self.turn.focus,
            icon=icon,
            icon_behind=icon_behind,
            pressed=pressed,
        )

    def offered(self, what: str) -> bool:
        """Whether the screen offers it here."""
        return Did(what=what) in self.ahead

    def finish(self) -> Button | None:
        """The button that hands a portable device back, where the screen has it."""
        return self.button(Did(what="finish"), self.say_once("finish"), Kind.GO) if self.offered("finish") else None

    def take(self) -> Said:
        """Take the card out, or hand the device back."""
        return self.either("take-card", "hand-back")

    def picture(self, card: Picture) -> Picture:
        """Card and slot, or the device in the hand."""
        return Picture.DEVICE if self.portable else card

    def name(self, asked: ContestQuestion, number: int) -> Name:
        """An answer's name as it stands on the ballot."""
        answer = asked.answers[number - 1]
        if not isinstance(answer, Candidate):
            return Name(self.language, answer.text(self.language))
        surname = answer.surname.in_language(self.language)
        return Name(self.language, surname, answer.text(self.language).removeprefix(surname).strip())

    def seal(self, *, picture: bool) -> Seal | None:
        """The seal number, if a ballot is sealed; with the picture of the whole tracker where there is room."""
        tracker = self.shown.tracker
        if not tracker:
            return None
        drawn = qr_address(tracker) if picture else ""
        return Seal(said=self.say_once("seal-number"), groups=seal_number(tracker), picture=drawn)

    def seconds_left(self) -> int:
        """Whole seconds until the time is out, as the device says them or as the turn knows them."""
        if self.shown.seconds_left is not None:
            return self.shown.seconds_left
        return round(seconds_left(self.turn) or 0)


def making(ground: Ground, turn: Turn, shown: Shown) -> Making:
    """Begin a page."""
    languages = ground.languages if turn.language is None else (turn.language,)
    return Making(ground, turn, shown, languages, targets(ground, turn))


def note(icon: str, said: Said, tone: Tone = Tone.INK, *, strong: bool = False) -> Note:
    """A message with its icon."""
    return Note(icon=icon, tone=tone, said=said, strong=strong)


def qr_address(text: str) -> str:
    """A QR code (level M, quiet zone of four) as the address of a picture that stands in the page itself."""
    address: str = segno.make(text, error="m", micro=False, boost_error=False).svg_data_uri(
        scale=_QR_MODULE_PX, border=_QR_QUIET, dark="#15181E", light="#FFFFFF", xmldecl=False
    )
    return address
