"""Cards that live in this machine: in memory, or a file each. They stand beside the real reader and keep its port."""

from sailau.adapters.cards.file import FileCard
from sailau.adapters.cards.memory import MemoryCard
from sailau.adapters.cards.pulled import PulledCard

__all__ = ["FileCard", "MemoryCard", "PulledCard"]
