"""Files of others that Sailau ships unchanged: the typeface and two scripts.

They are in the repository so that a screen and a printed protocol look the same on every machine and nothing is
fetched on the day. `VERSIONS` beside this file names each file's origin, version, licence and SHA-256.
"""

from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent

FONTS: Final = FOLDER / "fonts"
"""Inter: `Inter-{Regular,SemiBold,Bold}.ttf` for paper, `inter-*-wght-normal.woff2` (variable) for screens."""

HTMX: Final = FOLDER / "htmx" / "htmx.min.js"
"""The one script file of the stations."""

QR_READER: Final = FOLDER / "jsqr" / "jsQR.js"
"""Finds the QR code in a picture of a paper protocol, in the reader's own browser (the site of results)."""
