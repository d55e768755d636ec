"""A device's own service screen: the tiles of one machine, in each of the three languages (E20; L 50-5(6))."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from django.http import HttpRequest, StreamingHttpResponse
from django.urls import path

from sailau.adapters.machine import Check
from sailau.service.own_health import OwnHealth
from sailau.stations.live import live
from sailau.stations.site import Site
from sailau.stations.technician.rendering import TEMPLATES, rendered
from sailau.stations.technician.tiles import BAD, DISK_LEAST_MIB, GOOD, PRINT_SIGNS, UNKNOWN, Said, Tile, Tiles
from sailau.words.figures import grouped
from sailau.words.numbers import Language
from sailau.words.screens import LANGUAGES

_PARTS: Final = ("network", "clock", "memory")


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPage:
    """The screen."""

    language: str
    heading: str
    name: str
    note: str
    clock: str
    many: bool
    tiles: tuple[Tile, ...]
    tongues: tuple[tuple[str, str, bool], ...]


def own_page(own: OwnHealth, language: Language) -> OwnPage:
    """What the screen shows of `own`."""
    tiles = Tiles(language)
    return OwnPage(
        language=language,
        heading=tiles.say("own-health"),
        name=tiles.name(own.device),
        note=tiles.say("service-screen"),
        clock=f"{own.now:%H:%M:%S}",
        many=False,
        tiles=own_tiles(own, language),
        tongues=tuple((one, Tiles(one).say("language-name"), one == language) for one in LANGUAGES),
    )


def own_tiles(own: OwnHealth, language: Language) -> tuple[Tile, ...]:
    """A tile for each part of the machine."""
    say, health = Tiles(language).say, asdict(own.health)
    tiles = Tiles(language)
    reader = (BAD, say("reader-lost")) if health["reader"] == "lost" else (GOOD, say("reader-there"))
    known: list[tuple[str, list[Said]]] = [
        ("reader", [reader]),
        ("recorder", [_recorder(own, tiles)]),
        ("disk", [_disk(health, tiles)]),
        ("power", [tiles.source(health)]),
        ("software", [(GOOD, tiles.say("software", print=health["software"][:PRINT_SIGNS]))]),
    ]
    for part in _PARTS:
        found = [_of_check(one, language) for one in own.checks if _is_of(one, part)]
        if part == "clock":
            found.append((GOOD, say("own-clock-now", now=f"{own.now:%H:%M:%S}")))
        known.append((part, found))
    return tuple(tiles.tile(say(f"own-{part}"), found) for part, found in known)


def own_site(look: Callable[[], tuple[OwnHealth, int]]) -> Site:
    """The pages; `look` gives what was seen last, and a number that grows with each look."""

    def page(request: HttpRequest, language: str = "kk") -> StreamingHttpResponse:
        own, number = look()
        chosen: Language = next((one for one in LANGUAGES if one == language), "kk")
        html = rendered("own.html", {"page": own_page(own, chosen)})
        return live(html, lambda: look()[1], number, f"/{chosen}")

    return Site((path("", page), path("<str:language>", page)), TEMPLATES, one_browser=True)


def own_lines(own: OwnHealth, languages: Sequence[Language] = LANGUAGES) -> list[dict[str, Any]]:
    """The same for a terminal without a screen, or for machines."""
    by_language = {language: own_tiles(own, language) for language in languages}
    first = by_language[languages[0]]
    return [
        {
            "standing": tile.standing,
            **{
                language: f"{tiles[place].name}: {tiles[place].word}. {' '.join(tiles[place].lines)}"
                for language, tiles in by_language.items()
            },
        }
        for place, tile in enumerate(first)
    ]


def _is_of(check: Check, part: str) -> bool:
    return check.code.startswith(part) or (part == "memory" and check.code == "swap")


def _of_check(check: Check, language: Language) -> Said:
    standing = check.standing.value
    text = {"kk": check.text.kk, "ru": check.text.ru, "en": check.text.en}[language]
    return (UNKNOWN if standing == "unreadable" else standing), text


def _recorder(own: OwnHealth, tiles: Tiles) -> Said:
    if not own.recorded:
        return UNKNOWN, tiles.say("unknown")
    if own.health.recorder == "lost":
        return BAD, tiles.say("recorder-lost")
    return GOOD, tiles.say("entries", entries=grouped(own.health.entries))


def _disk(health: dict[str, Any], tiles: Tiles) -> Said:
    if health["disk_free"] < 0:
        return UNKNOWN, tiles.say("unknown")
    if health["disk_mib"] < DISK_LEAST_MIB:
        return BAD, tiles.say("disk-low", mib=grouped(health["disk_mib"]))
    return GOOD, tiles.say("disk-room", percent=health["disk_free"], mib=grouped(health["disk_mib"]))
