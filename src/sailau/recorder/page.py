"""The catalogue of events as a page for people, `docs/events.md`, in three languages."""

from sailau.recorder.catalogue import CATALOGUE, EventKind
from sailau.recorder.cdf import EVENT_TYPES, type_of
from sailau.recorder.values import FieldKind

_HEAD = """# Events of the recorder

What a recorder may write, and nothing else. The rows are data (`src/sailau/recorder/events.toml`); this page is made
from them by `python tools/events.py > docs/events.md`, and a test compares. There is no field for a voter, an IIN, a
card, a credential, a tracker or a choice, and no free text.

A number in the column *sealed* means: while a ballot is on the screen the event goes into the session's sealed stream
under that number, and not into the clear ([format/recorder.md](format/recorder.md)).
"""


def events_page() -> str:
    """The whole page."""
    parts = [_HEAD]
    for name, meaning in EVENT_TYPES.items():
        kinds = [kind for kind in CATALOGUE.values() if type_of(kind) == name]
        parts.append(f"\n## {meaning[0].upper()}{meaning[1:]}\n\n")
        parts.append(
            "| event | devices | fields | sealed | law | | қазақша | по-русски |\n|---|---|---|---|---|---|---|---|\n"
        )
        parts.extend(map(_row, kinds))
    return "".join(parts)


def _row(kind: EventKind) -> str:
    fields = "; ".join(f"{name}: {_field(of)}" for name, of in kind.fields.items())
    sealed = "" if kind.sealed is None else str(kind.sealed)
    devices = ", ".join(kind.devices)
    text = kind.meaning
    return f"| `{kind.code}` | {devices} | {fields} | {sealed} | {kind.article} | {text.en} | {text.kk} | {text.ru} |\n"


def _field(of: FieldKind) -> str:
    return " / ".join(of) if isinstance(of, tuple) else f"*{of}*"
