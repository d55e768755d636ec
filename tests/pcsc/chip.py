"""A card's chip: 7816-4 file commands over memory that stays when the card is pulled.

It is written from the specification of Type 4 Tags alone and shares no code with the program under test. It refuses
what a strict card refuses: commands before the application is selected, reads and writes beyond MLe, MLc or the file.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

NAME = bytes.fromhex("D2760000850101")
CONTAINER, MESSAGES, IMAGE = 0xE103, 0xE104, 0x5341
ATR = bytes.fromhex("3B80800101")
MEMORY_CARD_ATR = bytes.fromhex("3B8F8001804F0CA000000306030001000000006A")


class Pulled(Exception):  # noqa: N818
    """The card was pulled in the middle of this command."""


@dataclass(eq=False)
class Chip:
    """A card. `own_file` is the size of the proprietary file (0: none), `messages` that of the file for phones."""

    own_file: int = 8192
    messages: int = 256
    read_max: int = 0x4000
    write_max: int = 0x4000
    extended: bool = True
    atr: bytes = ATR
    locked: bool = False
    reads_message_only: bool = False
    """Nothing beyond the message's length is read out of the file for messages, as in chips of one large maker."""
    commands: int = 0
    writes: int = 0
    pull_before: int | None = None
    """The card goes before it sees the command of this number (counted from 0, from the last insertion)."""
    pull_after: int | None = None
    """The card carries out the command of this number and goes before it answers."""
    pull_at_byte: int | None = None
    """The card goes after so many bytes more have been written."""
    refuse_writes: int | None = None
    """Status word for writes, of a worn-out chip."""
    before: dict[int, Callable[[], None]] = field(default_factory=dict)
    """What somebody does just before the card sees the command of this number."""
    files: dict[int, bytearray] = field(default_factory=dict)
    trace: list[bytes] = field(default_factory=list)
    _selected: int | None = None
    _application: bool = False

    def __post_init__(self) -> None:
        self.files[MESSAGES] = bytearray(self.messages)
        if self.own_file:
            self.files[IMAGE] = bytearray(self.own_file)
        self.files[CONTAINER] = bytearray(self.container())

    def container(self) -> bytes:
        """The capability container that describes this card."""
        access = b"\x00\xff" if self.locked else b"\x00\x00"
        files = b"\x04\x06" + MESSAGES.to_bytes(2, "big") + self.messages.to_bytes(2, "big") + access
        if self.own_file:
            files += b"\x05\x06" + IMAGE.to_bytes(2, "big") + self.own_file.to_bytes(2, "big") + access
        body = b"\x20" + self.read_max.to_bytes(2, "big") + self.write_max.to_bytes(2, "big") + files
        return (len(body) + 2).to_bytes(2, "big") + body

    def power(self) -> None:
        """Power on or reset: nothing is selected."""
        self._selected, self._application = None, False

    def answer(self, command: bytes) -> bytes:
        """Carry out one command. Raises `Pulled`."""
        number, self.commands = self.commands, self.commands + 1
        self.trace.append(command)
        self.before.get(number, _nothing)()
        if self.pull_before == number:
            raise Pulled
        answer = self._carry_out(command)
        if self.pull_after == number:
            raise Pulled
        return answer

    def text_by_phone(self, text: str) -> None:
        """What a phone does that writes a text onto the tag: length 0, the message, then its length."""
        record = b"\x02en" + text.encode()
        message = b"\xd1\x01" + bytes([len(record)]) + b"T" + record
        self.files[MESSAGES][2 : 2 + len(message)] = message
        self.files[MESSAGES][:2] = len(message).to_bytes(2, "big")

    @property
    def image(self) -> bytes:
        """The 8 KiB of the voter card, wherever they lie."""
        return bytes(self.files[IMAGE][:8192] if self.own_file else self.files[MESSAGES][64 : 64 + 8192])

    @image.setter
    def image(self, image: bytes) -> None:
        file, start = (IMAGE, 0) if self.own_file else (MESSAGES, 64)
        self.files[file][start : start + len(image)] = image
        if start:
            # One record of unknown type, as docs/hardware-cards.md has it.
            head = bytes.fromhex("203E C500 00002038") + b"sailau voter card"
            self.files[file][:start] = head.ljust(start, b"\0")

    def _carry_out(self, command: bytes) -> bytes:
        if len(command) < 4 or command[0] != 0x00:
            return b"\x6e\x00"
        ins, p1, p2 = command[1:4]
        parts = _lengths(command[4:], self.extended)
        if parts is None:
            return b"\x67\x00"
        data, expected = parts
        if ins == 0xA4:
            return self._select(p1, p2, data)
        if not self._application or self._selected is None:
            return b"\x69\x86"
        file, offset = self.files[self._selected], p1 << 8 | p2
        if ins == 0xB0 and not data:
            if expected > self.read_max or offset + expected > self._readable(file):
                return b"\x67\x00"
            return bytes(file[offset : offset + expected]) + b"\x90\x00"
        if ins == 0xD6 and data:
            return self._write(file, offset, data)
        return b"\x6d\x00"

    def _readable(self, file: bytearray) -> int:
        if self.reads_message_only and self._selected == MESSAGES:
            return min(len(file), 2 + int.from_bytes(file[:2], "big"))
        return len(file)

    def _select(self, p1: int, p2: int, data: bytes) -> bytes:
        if p1 == 0x04:
            self._application = data == NAME
            self._selected = None
            return b"\x90\x00" if self._application else b"\x6a\x82"
        if not self._application or p1 != 0x00 or p2 != 0x0C or int.from_bytes(data, "big") not in self.files:
            return b"\x6a\x82"
        self._selected = int.from_bytes(data, "big")
        return b"\x90\x00"

    def _write(self, file: bytearray, offset: int, data: bytes) -> bytes:
        if self._selected == CONTAINER or self.locked:
            return b"\x69\x82"
        if len(data) > self.write_max or offset + len(data) > len(file):
            return b"\x67\x00"
        if self.refuse_writes is not None:
            return self.refuse_writes.to_bytes(2, "big")
        self.writes += 1
        for place, byte in enumerate(data):
            if self.pull_at_byte is not None:
                if self.pull_at_byte == 0:
                    raise Pulled
                self.pull_at_byte -= 1
            file[offset + place] = byte
        return b"\x90\x00"


def _nothing() -> None:
    """Nobody does anything."""


def _lengths(rest: bytes, extended: bool) -> tuple[bytes, int] | None:
    """Data and expected length of a command's body (7816-4, cases 1 to 4); None when the form is wrong."""
    if not rest:
        return b"", 0
    if rest[0] != 0:
        end = 1 + rest[0]
        if len(rest) == 1:
            return b"", rest[0]
        if len(rest) == end:
            return rest[1:], 0
        return (rest[1:end], rest[end] or 256) if len(rest) == end + 1 else None
    if len(rest) == 1:
        return b"", 256
    if not extended or len(rest) < 3:
        return None
    length = int.from_bytes(rest[1:3], "big")
    if len(rest) == 3:
        return b"", length or 65536
    end = 3 + length
    if len(rest) == end:
        return rest[3:], 0
    return (rest[3:end], int.from_bytes(rest[end:], "big") or 65536) if len(rest) == end + 2 else None
