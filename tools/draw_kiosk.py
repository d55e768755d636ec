"""Draw the kiosk's table as a picture: every state (rows) against every input (columns).

    python tools/draw_kiosk.py          write docs/kiosk.svg
    python tools/draw_kiosk.py --check  exit 1 when docs/kiosk.svg is not what the table says

A cell holds the number of the state that follows; several when it depends, "b" for back to where the voter was, a
ring when something changes and the state stays. An empty cell stays as it is, said so in the table.
"""

import sys
from html import escape
from pathlib import Path

from sailau.terminal.screen_table import BACK, HERE, STAYS, Phase, Screen, ScreenTable, Way, shipped_table

PICTURE = Path(__file__).resolve().parent.parent / "docs" / "kiosk.svg"
CELL, NAMES, HEAD, LEGEND = 36, 190, 150, 70
FILL = {Phase.NONE: "#FFFFFF", Phase.OPEN: "#FFF1CF", Phase.CAST: "#E1F0E8"}
PHASES = {Phase.NONE: "no turn", Phase.OPEN: "not confirmed: wiped", Phase.CAST: "confirmed and sealed: voted"}


def picture(table: ScreenTable) -> str:
    """The whole picture as SVG."""
    numbers = {name: number for number, name in enumerate(table.screens, start=1)}
    width, height = NAMES + CELL * len(table.inputs) + 10, HEAD + CELL * len(table.screens) + LEGEND
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'font-family="Inter, Noto Sans, sans-serif" font-size="13" fill="#15181E">',
        "<title>The kiosk: every state and every input</title>",
        f'<rect width="{width}" height="{height}" fill="#F5F3EE"/>',
        *(_column(place, name) for place, name in enumerate(table.inputs)),
    ]
    for place, screen in enumerate(table.screens.values()):
        parts += _row(place, screen, table, numbers)
    parts += [*_legend(height), "</svg>"]
    return "\n".join(parts) + "\n"


def _column(place: int, name: str) -> str:
    x, y = NAMES + CELL * place + CELL // 2 + 5, HEAD - 8
    return f'<text x="{x}" y="{y}" transform="rotate(-60 {x} {y})">{escape(name)}</text>'


def _row(place: int, screen: Screen, table: ScreenTable, numbers: dict[str, int]) -> list[str]:
    y = HEAD + CELL * place
    name = f"{numbers[screen.name]} {screen.name}" + (f" · {screen.quiet_seconds} s" if screen.quiet_seconds else "")
    weight = 700 if screen.final else 500
    drawn = [
        f'<rect x="4" y="{y + 2}" width="{NAMES - 10}" height="{CELL - 4}" rx="8" fill="{FILL[screen.phase]}" '
        'stroke="#15181E"/>',
        f'<text x="12" y="{y + 23}" font-weight="{weight}">{escape(name)}</text>',
    ]
    for column, key in enumerate(table.inputs):
        x = NAMES + CELL * column
        drawn.append(
            f'<rect x="{x}" y="{y}" width="{CELL}" height="{CELL}" stroke="#D9D5CC" '
            f'fill="{"#F5F3EE" if screen.on[key] == STAYS else "#FFFFFF"}"/>'
        )
        if screen.on[key] != STAYS:
            drawn.append(_cell(x + CELL // 2, y + CELL // 2, screen.on[key], numbers))
    return drawn


def _cell(x: int, y: int, ways: tuple[Way, ...], numbers: dict[str, int]) -> str:
    marks = [str(numbers[way.to]) if way.to != BACK else "b" for way in ways if way.to != HERE]
    unique = list(dict.fromkeys(marks))
    if not unique:
        return f'<circle cx="{x}" cy="{y}" r="6" fill="none" stroke="#3B2A6E" stroke-width="2"/>'
    return f'<text x="{x}" y="{y + 4}" font-size="12" font-weight="700" text-anchor="middle">{"/".join(unique)}</text>'


def _legend(height: int) -> list[str]:
    drawn, x = [], 8
    for phase, meaning in PHASES.items():
        drawn.append(
            f'<rect x="{x}" y="{height - 48}" width="22" height="22" rx="5" fill="{FILL[phase]}" stroke="#15181E"/>'
            f'<text x="{x + 30}" y="{height - 32}">{meaning}</text>'
        )
        x += 250
    text = "number: the state that follows · b: back to where the voter was · ring: changes, stays · empty: stays"
    return [*drawn, f'<text x="8" y="{height - 8}">{text}</text>']


def main() -> int:
    drawn = picture(shipped_table())
    if "--check" in sys.argv[1:]:
        return int(drawn != PICTURE.read_text(encoding="utf-8"))
    PICTURE.write_text(drawn, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
