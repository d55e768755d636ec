"""Manuals for voter, member, observer, chair and technician, from the words and pictures of the screens (C3; E22).

manual_of       a manual as data, for `adapters.pdf.manual`        pictures_of     the samples that it shows
MANUALS         their names
"""

from sailau.stations.manual.making import manual_of, pictures_of
from sailau.stations.manual.outline import MANUALS

__all__ = ["MANUALS", "manual_of", "pictures_of"]
