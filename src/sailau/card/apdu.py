"""Commands to a card and its answers: ISO 7816-4, as far as NFC Forum Type 4 Tags use it (R 12, annex 2; C34).

A command is class, instruction, two parameters, perhaps data, perhaps the number of bytes that are expected. Data of
at most 255 bytes with an expectation of at most 256 go in the short form, everything else in the extended one.

    00 A4 04 00 07 D2760000850101 00    select the application of a Type 4 Tag
    00 A4 00 0C 02 E103                 select a file in it
    00 B0 off  Le                       read binary
    00 D6 off  Lc data                  update binary

An answer is data and two status bytes; 9000 is the only success.
"""

from dataclasses import dataclass, field
from typing import Final

from sailau.errors import FormatError, invariant

TYPE_4_APPLICATION: Final = bytes.fromhex("D2760000850101")
SHORT_DATA_MAX: Final = 255
SHORT_EXPECTED_MAX: Final = 256
EXTENDED_DATA_MAX: Final = 65_535
EXTENDED_EXPECTED_MAX: Final = 65_536
OFFSET_MAX: Final = 0x7FFF

OK: Final = 0x9000
MORE_DATA: Final = 0x61
"""First status byte: so many bytes more wait to be fetched (contact cards, T=0)."""
OTHER_LENGTH: Final = 0x6C
"""First status byte: not carried out; ask again with the expectation in the second byte."""
MEMORY_FAILURE: Final = 0x6581
NOT_IN_THIS_FORM: Final = frozenset({0x6700, 0x6D00, 0x6E00})
"""Not carried out, wrong length or unknown: how cards answer that do not know the extended form."""


@dataclass(frozen=True, slots=True)
class Command:
    """One command. `expected` is how many bytes of answer are asked for; None asks for none."""

    ins: int
    p1: int
    p2: int
    data: bytes = field(default=b"", repr=False)
    expected: int | None = None

    @property
    def is_short(self) -> bool:
        """Whether the command goes in the short form."""
        return len(self.data) <= SHORT_DATA_MAX and (self.expected or 0) <= SHORT_EXPECTED_MAX

    def encode(self) -> bytes:
        """The bytes that go to the card."""
        invariant(len(self.data) <= EXTENDED_DATA_MAX, "a command's data are too long")
        invariant(self.expected is None or 0 < self.expected <= EXTENDED_EXPECTED_MAX, "a command expects too much")
        head = bytes([0x00, self.ins, self.p1, self.p2])
        if self.is_short:
            data = bytes([len(self.data)]) + self.data if self.data else b""
            return head + data + (b"" if self.expected is None else bytes([self.expected % SHORT_EXPECTED_MAX]))
        data = b"\0" + len(self.data).to_bytes(2, "big") + self.data if self.data else b""
        if self.expected is None:
            return head + data
        # The zero that marks the extended form stands once, before the first of the two lengths.
        return head + data + (b"" if data else b"\0") + (self.expected % EXTENDED_EXPECTED_MAX).to_bytes(2, "big")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the card said: data, and the two status bytes as one number."""

    data: bytes = field(repr=False)
    status: int


def parse_answer(raw: bytes) -> Answer:
    """Split an answer; raises `FormatError` when it is too short or too long to be one."""
    if not 2 <= len(raw) <= EXTENDED_EXPECTED_MAX + 2:
        raise FormatError("card", f"an answer of {len(raw)} bytes is none")
    return Answer(raw[:-2], int.from_bytes(raw[-2:], "big"))


def select_application(name: bytes) -> Command:
    """Select an application by its name."""
    return Command(0xA4, 0x04, 0x00, name, SHORT_EXPECTED_MAX)


def select_file(identifier: int) -> Command:
    """Select a file of the application by its two-byte identifier; no description of it is asked for."""
    return Command(0xA4, 0x00, 0x0C, identifier.to_bytes(2, "big"))


def read_binary(offset: int, length: int) -> Command:
    """Read `length` bytes of the selected file from `offset`."""
    invariant(0 <= offset <= OFFSET_MAX, "an offset beyond what a command can name")
    return Command(0xB0, offset >> 8, offset & 0xFF, expected=length)


def update_binary(offset: int, data: bytes) -> Command:
    """Write `data` into the selected file at `offset`."""
    invariant(0 <= offset <= OFFSET_MAX and len(data) > 0, "nothing to write, or an offset beyond a command's reach")
    return Command(0xD6, offset >> 8, offset & 0xFF, data)


def get_response(length: int) -> Command:
    """Fetch what a contact card keeps back."""
    return Command(0xC0, 0x00, 0x00, expected=length)
