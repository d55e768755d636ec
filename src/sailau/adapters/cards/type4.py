"""A voter card that speaks ISO 7816-4, as NFC Forum Type 4 Tags do: our 8 KiB image in a file of the card.

The way in is always the same: select the application, read the capability container, select the file that it names
(see `card.container`). It is gone at the first use of the card, not earlier, so that whoever reads the card meets
every defect of it in one place.

Writes go to the card in the order and cut in which `card.image` planned them, each in as many commands as the card
demands, first byte first: a card pulled between two commands, or inside one, holds what a pulled card may hold. The
commit byte travels in a command of its own. A card that once was gone stays gone for this object: what lies in the
reader afterwards may be another card.

Reads and writes in the extended form are tried when the card says that it takes them; where it (or the reader) then
answers that it does not, the short form is used from then on.
"""

from collections.abc import Callable
from typing import Final

from sailau.card import CARD_BYTES, CardNumber, fresh
from sailau.card.apdu import (
    EXTENDED_DATA_MAX,
    EXTENDED_EXPECTED_MAX,
    MORE_DATA,
    NOT_IN_THIS_FORM,
    OK,
    OTHER_LENGTH,
    SHORT_DATA_MAX,
    SHORT_EXPECTED_MAX,
    TYPE_4_APPLICATION,
    Answer,
    Command,
    get_response,
    parse_answer,
    read_binary,
    select_application,
    select_file,
    update_binary,
)
from sailau.card.container import (
    CONTAINER_BYTES_MIN,
    CONTAINER_FILE,
    MESSAGE_HEAD,
    ImageFile,
    container_length,
    parse_container,
)
from sailau.card.layout import COMMIT_OFFSET, PAGE_BYTES
from sailau.card.slot import CardDamagedError, CardRemovedError, UnknownCardError
from sailau.errors import FormatError, invariant

Transmit = Callable[[bytes], bytes]
"""Sends one command and returns the answer; raises `CardRemovedError` or `StoreError`."""

ROUNDS_MAX: Final = 300
"""How often one command may be answered with "more": a card that never ends is none."""


class Type4Card:
    """The card behind `transmit`. `extended=False` is for readers that break on commands of the extended form."""

    def __init__(self, transmit: Transmit, *, extended: bool = True) -> None:
        self._transmit = transmit
        self._read_limit = EXTENDED_EXPECTED_MAX if extended else SHORT_EXPECTED_MAX
        self._write_limit = EXTENDED_DATA_MAX if extended else SHORT_DATA_MAX
        self._file: ImageFile | None = None
        self._gone = False

    def read(self, offset: int, length: int) -> bytes:
        """See `CardSlot.read`. Raises `UnknownCardError` when this is no voter card, `FormatError` for bad answers."""
        invariant(offset >= 0 and offset + length <= CARD_BYTES, "a read beyond the card")
        file = self._opened()
        return self._read_span(file.image_at + offset, length, file.read_max)

    def write(self, offset: int, data: bytes) -> None:
        """See `CardSlot.write`. Raises `CardDamagedError` when the card does not take it."""
        invariant(offset >= 0 and offset + len(data) <= CARD_BYTES, "a write beyond the card")
        file = self._opened()
        self._write_span(file.image_at + offset, data, file.write_max)

    def _opened(self) -> ImageFile:
        if self._file is None:
            file = self.find_file()
            if file.image_at and self._read_span(0, PAGE_BYTES, file.read_max) != MESSAGE_HEAD:
                raise UnknownCardError("it was never made ready, or a phone or another program wrote on it")
            self._file = file
        return self._file

    def find_file(self) -> ImageFile:
        """Select the file that holds our image. Raises `UnknownCardError`."""
        if self._send(select_application(TYPE_4_APPLICATION)).status != OK:
            raise UnknownCardError("it has no application of a Type 4 Tag")
        if self._send(select_file(CONTAINER_FILE)).status != OK:
            raise UnknownCardError("it has no capability container")
        head = self._read_span(0, CONTAINER_BYTES_MIN, CONTAINER_BYTES_MIN)
        rest = container_length(head) - CONTAINER_BYTES_MIN
        file = parse_container(head + self._read_span(CONTAINER_BYTES_MIN, rest, CONTAINER_BYTES_MIN))
        if self._send(select_file(file.identifier)).status != OK:
            raise UnknownCardError("the file that its capability container names is not there")
        return file

    def make_ready(self, number: CardNumber) -> None:
        """Make the card a voter card with this printed number: wiped, never loaded, whatever was in the file.

        Raises `UnknownCardError` when it has no room, `CardDamagedError` when it does not hold what was written.
        """
        file = self.find_file()
        image = fresh(number)
        # The commit byte last here too, and after it the head: torn, the card is no voter card yet.
        self._write_span(file.image_at + COMMIT_OFFSET, b"\0", file.write_max)
        self._write_span(file.image_at, image[:COMMIT_OFFSET], file.write_max)
        rest = COMMIT_OFFSET + 1
        self._write_span(file.image_at + rest, image[rest:], file.write_max)
        self._write_span(file.image_at + COMMIT_OFFSET, image[COMMIT_OFFSET:rest], file.write_max)
        if file.image_at:
            self._write_span(0, MESSAGE_HEAD, file.write_max)
        self._file = file
        if self.read(0, CARD_BYTES) != image:
            raise CardDamagedError("the card does not hold what was written to it")

    def _read_span(self, start: int, length: int, read_max: int) -> bytes:
        found = b""
        while len(found) < length:
            part = min(length - len(found), read_max, self._read_limit)
            answer = self._send(read_binary(start + len(found), part))
            if answer.status in NOT_IN_THIS_FORM and part > SHORT_EXPECTED_MAX:
                self._read_limit = SHORT_EXPECTED_MAX
                continue
            if answer.status != OK:
                raise FormatError("card", f"a read was refused with status {answer.status:04X}")
            if len(answer.data) != part:
                raise FormatError("card", f"a read of {part} bytes gave {len(answer.data)}")
            found += answer.data
        return found

    def _write_span(self, start: int, data: bytes, write_max: int) -> None:
        done = 0
        while done < len(data):
            part = data[done : done + min(write_max, self._write_limit)]
            try:
                answer = self._send(update_binary(start + done, part))
            except FormatError as error:
                raise CardDamagedError("the card gave no proper answer to a write") from error
            if answer.status in NOT_IN_THIS_FORM and len(part) > SHORT_DATA_MAX:
                self._write_limit = SHORT_DATA_MAX
                continue
            if answer.status != OK:
                raise CardDamagedError(f"the card refused a write with status {answer.status:04X}")
            done += len(part)

    def _send(self, command: Command) -> Answer:
        """One command to the end: lengths that the card corrects, parts that a contact card keeps back."""
        data, rounds = b"", 0
        while True:
            answer = self._exchange(command)
            first, second = divmod(answer.status, 0x100)
            if first == MORE_DATA:
                data += answer.data
                command = get_response(second or SHORT_EXPECTED_MAX)
            elif first == OTHER_LENGTH and command.expected is not None and not answer.data:
                command = Command(command.ins, command.p1, command.p2, command.data, second or SHORT_EXPECTED_MAX)
            else:
                return Answer(data + answer.data, answer.status)
            rounds += 1
            if rounds > ROUNDS_MAX:
                raise FormatError("card", "it answers without end")

    def _exchange(self, command: Command) -> Answer:
        if self._gone:
            raise CardRemovedError("the card is not in the slot")
        try:
            return parse_answer(self._transmit(command.encode()))
        except CardRemovedError:
            self._gone = True
            raise
