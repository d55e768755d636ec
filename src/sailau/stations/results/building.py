"""The site written beside `data/` and `records/`, only what changed since the last time (M2, M4, M54).

    build_site(folder)     index.html, kk/ ru/ en/, static/

A precinct's page and lookup depend on its entry, its figures, and the frame of the page; the digest of these is kept in
`static/built.json`, and what has the same digest and lies there is left alone. So the tenth publication of a night
writes the pages of what came since the ninth, of 10,000 precincts in minutes.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files as resources
from pathlib import Path
from typing import Any, Final

from sailau import __version__
from sailau.adapters.files import read_file, write_atomically
from sailau.commission.units import Unit, UnitKind
from sailau.election.nouns import Language as BallotLanguage
from sailau.errors import StoreError
from sailau.stations.results.lookup import lookup_script
from sailau.stations.results.pages import frame, plain_page, precinct_page, unit_page
from sailau.stations.results.rendering import TEMPLATES, render
from sailau.stations.results.seen import Seen, published_unit, see
from sailau.stations.site import static_files
from sailau.vendored import FONTS, QR_READER
from sailau.words.numbers import Language
from sailau.words.screens import LANGUAGES

STATIC: Final = "static"
BUILT: Final = f"{STATIC}/built.json"
PLAIN: Final = ("data", "check", "find", "compare")
OWN_STATIC: Final = ("sailau.css", "results.css", "results.js")
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What was made: how many pages and lookups there are, and how many of them were written this time."""

    pages: int
    written: int


def build_site(folder: Path, *, root: bytes | None = None, progress: Progress = lambda *_: None) -> Site:
    """Make the site of the publication in `folder`, there.

    Raises StoreError when the publication does not fit its signed manifest, or the disk refuses.
    """
    return write_site(see(folder, root), progress)


def write_site(seen: Seen, progress: Progress = lambda *_: None) -> Site:
    """The same for a publication that was read already."""
    builder = _Builder(seen.folder, _read_built(seen.folder))
    builder.put_static()
    builder.put("index.html", _digest(_start(seen)), lambda: render("start.html", _start(seen)).encode())
    for language in LANGUAGES:
        for name in PLAIN:
            builder.put_page(f"{language}/{name}.html", f"{name}.html", plain_page(seen, language, name))
        for unit in (one for one in seen.units if one.kind is not UnitKind.PRECINCT):
            page = unit_page(seen, unit, language)
            builder.put_page(f"{language}/{page['href']}", "unit.html", page)
    builder.put(f"{STATIC}/precincts.js", "", lambda: _precincts(seen), always=True)
    precincts = seen.of_kind(UnitKind.PRECINCT)
    for done, unit in enumerate(precincts):
        progress("precincts", done, len(precincts))
        _put_precinct(builder, seen, unit)
    progress("precincts", len(precincts), len(precincts))
    builder.finish()
    return Site(pages=len(builder.built), written=builder.written)


def _put_precinct(builder: "_Builder", seen: Seen, unit: Unit) -> None:
    entry = seen.entries[int(unit.id)]
    records = _digest([(one.record, one.manifest_sha256, one.bundle_sha256 == entry.counted) for one in entry.versions])
    builder.put(f"{STATIC}/lookup/{unit.id}.js", records, lambda: lookup_script(seen, entry))
    inputs = _digest((entry, seen.totals[published_unit(unit)], seen.turnout.get(published_unit(unit))))
    for language in LANGUAGES:
        name = f"{language}/precinct-{unit.id}.html"
        around = frame(seen, language, f"precinct-{unit.id}.html", "")
        # Number and moment of the publication are the whole site's: they do not make a precinct's page another one.
        around = {key: value for key, value in around.items() if key != "as_of"}
        digest = _digest((inputs, around, seen.precincts[int(unit.id)]))
        builder.put(name, digest, lambda: _precinct_html(seen, unit, language))  # noqa: B023 (called at once)


def _precinct_html(seen: Seen, unit: Unit, language: Language) -> bytes:
    return render("precinct.html", precinct_page(seen, unit, language)).encode()


class _Builder:
    """Writes files whose digest is new; takes away what an earlier site had and this one has not."""

    def __init__(self, folder: Path, before: Mapping[str, str]) -> None:
        self.folder, self.before = folder, before
        self.built: dict[str, str] = {}
        self.written = 0
        self._look = _look()

    def put(self, name: str, digest: str, make: Callable[[], bytes], *, always: bool = False) -> None:
        """Write the file `name`, unless it was made of the same and lies there."""
        path, digest = self.folder / name, _digest((digest, self._look))
        self.built[name] = digest
        if not always and self.before.get(name) == digest and path.is_file():
            return
        data = make()
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or read_file(path) != data:
            _write(path, data)
            self.written += 1

    def put_page(self, name: str, template: str, page: dict[str, Any]) -> None:
        """Write a page of a template."""
        self.put(name, _digest(page), lambda: render(template, page).encode())

    def put_static(self) -> None:
        """Styles, scripts and fonts."""
        for name, data in _static():
            self.put(f"{STATIC}/{name}", hashlib.sha256(data).hexdigest(), lambda data=data: data)  # type: ignore[misc]

    def finish(self) -> None:
        """Take away pages that are no longer there; note what was made."""
        for name in self.before.keys() - self.built.keys():
            (self.folder / name).unlink(missing_ok=True)
        written = json.dumps(self.built, sort_keys=True, separators=(",", ":")).encode()
        os.sync()
        write_atomically(self.folder / BUILT, written)
        (self.folder / BUILT).chmod(0o644)


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all. Made durable by one sync before what was made is noted: a page can be made again."""
    making = path.with_name(f"{path.name}.making")
    try:
        making.write_bytes(data)
        making.chmod(0o644)
        making.replace(path)
    except OSError as error:
        raise StoreError(f"cannot write {path}: {error.strerror}") from error


def _read_built(folder: Path) -> dict[str, str]:
    """What the last site was made of; nothing where that cannot be read: then all of it is made again."""
    try:
        found = json.loads(read_file(folder / BUILT))
    except (StoreError, ValueError):
        return {}
    safe = isinstance(found, dict) and all(
        isinstance(value, str) and not name.startswith(("/", "data", "records")) and ".." not in name
        for name, value in found.items()
    )
    return found if safe else {}


def _static() -> Iterator[tuple[str, bytes]]:
    for name in OWN_STATIC:
        yield name, static_files()[name].read_bytes()
    for font in sorted(FONTS.glob("*.woff2")):
        yield f"fonts/{font.name}", font.read_bytes()
    yield "fonts/OFL.txt", (FONTS / "OFL.txt").read_bytes()
    yield "jsQR.js", QR_READER.read_bytes()
    yield "jsQR.LICENSE.txt", QR_READER.with_name("LICENSE").read_bytes()


def _look() -> str:
    """The digest of what all pages are made with: version, templates, words."""
    words = resources("sailau.words").joinpath("results.toml").read_bytes()
    made_with = [__version__.encode(), words, *(path.read_bytes() for path in sorted(TEMPLATES.glob("*.html")))]
    return hashlib.sha256(b"\0".join(made_with)).hexdigest()


def _digest(value: object) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()


def _start(seen: Seen) -> dict[str, Any]:
    """The page that asks for the language."""
    title = seen.definition.title
    choices = tuple((one, title.in_language(BallotLanguage(one))) for one in LANGUAGES)
    return {"choices": choices, "training": seen.manifest.training}


def _precincts(seen: Seen) -> bytes:
    """Number, name and address of every precinct, for the search."""
    rows = [
        [int(one.number), one.name.kk, one.name.ru, one.address.kk, one.address.ru]
        for _, one in sorted(seen.precincts.items())
    ]
    written = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    return f"var SAILAU_PRECINCTS={written};\n".encode()
