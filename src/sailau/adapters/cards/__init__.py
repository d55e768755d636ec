"""Voter cards behind one port: Type 4 Tags in a PC/SC reader (`pcsc`), and beside them cards that live in this machine.

`pcsc` is imported by name where a reader is wanted: it needs the optional part of that name.
"""

from sailau.adapters.cards.file import FileCard
from sailau.adapters.cards.memory import MemoryCard
from sailau.adapters.cards.pulled import PulledCard
from sailau.adapters.cards.tray import Tray, TrayCard, TrayReader
from sailau.adapters.cards.type4 import Type4Card

__all__ = ["FileCard", "MemoryCard", "PulledCard", "Tray", "TrayCard", "TrayReader", "Type4Card"]
