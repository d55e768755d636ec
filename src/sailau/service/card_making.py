"""A new card becomes a voter card: the number printed on it, an empty image, proven by reading back (R 8, annex 2).

Done where the package is made, once in a card's life. A card that carries anything but emptiness is left alone: an
accumulator wipes cards, by the card table, and this is no way around it.
"""

from typing import Protocol

from sailau.card import CardContent, CardNumber, CardSlot, Wiped, read_card, read_image
from sailau.card.slot import UnknownCardError
from sailau.errors import FormatError
from sailau.refusal import Refusal, Text

CARD_IN_USE = Refusal(
    "card-in-use",
    "R 8",
    Text(
        "Карточка бос емес: онда құқық немесе бюллетень бар. Оны жинақтаушы өшіреді.",
        "Карточка не пуста: на ней право голоса или бюллетень. Её стирает накопитель.",
        "The card is not empty: it carries a credential or a ballot. An accumulator wipes it.",
    ),
)
CARD_HAS_NUMBER = Refusal(
    "card-has-number",
    "R 8",
    Text(
        "Бұл карточканың басқа нөмірі бар. Басылған нөмірді тексеріңіз; қайта жазу үшін --erase беріңіз.",
        "У этой карточки другой номер. Проверьте напечатанный номер; чтобы записать заново, добавьте --erase.",
        "This card has another number. Check the printed one; give --erase to write it anew.",
    ),
)
CARD_NOT_BLANK = Refusal(
    "card-not-blank",
    "R 8",
    Text(
        "Карточкада бөтен немесе бүлінген деректер бар. Өшіріп жазу үшін --erase беріңіз.",
        "На карточке чужие или повреждённые данные. Чтобы стереть их и записать заново, добавьте --erase.",
        "The card holds foreign or damaged data. Give --erase to erase them and write it anew.",
    ),
)


class BlankCard(CardSlot, Protocol):
    """A card that can be made ready."""

    def make_ready(self, number: CardNumber) -> None:
        """Write the empty image and read it back."""
        ...


def make_card_ready(card: BlankCard, number: CardNumber, *, erase: bool = False) -> Wiped | Refusal:
    """Make the card in the slot a voter card; one that is ready already with this number is left as it is.

    `erase` writes over damaged data and over another number, never over a credential or a ballot. Raises
    `UnknownCardError` when the card cannot be one, `CardDamagedError`, `CardRemovedError`.
    """
    refusal, found = _judge(card, number, erase)
    if refusal is not None:
        return refusal
    if isinstance(found, Wiped) and found.number == number:
        return found
    card.make_ready(number)
    made = read_card(card)
    return made if isinstance(made, Wiped) else CARD_IN_USE


def _judge(card: BlankCard, number: CardNumber, erase: bool) -> tuple[Refusal | None, CardContent | None]:
    try:
        found = read_card(card)
    except UnknownCardError:
        # Never made ready, or a phone's message: nothing of ours. Whether there is room, the writing tells.
        return None, None
    except FormatError:
        image = read_image(card)
        return (None if erase or image == image[:1] * len(image) else CARD_NOT_BLANK), None
    if not isinstance(found, Wiped):
        return CARD_IN_USE, found
    return (None if found.number == number or erase else CARD_HAS_NUMBER), found
