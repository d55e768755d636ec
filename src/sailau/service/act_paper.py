"""Any act as paper: PDF in Kazakh and Russian, bound to the data that were signed (E8, E22, E36; L 43(4), 50-6).

    act_pdf(act, definition=…, data=…, signatories=…)     an act of the record (`formats.v1.record.Act`)
    act_pdf(CommissionAct(…), definition=…, …)            an act of a commission before the day, or of no one precinct

On paper stand: number, what it is about, election and precinct, time, the text, every member of the data (numbers in
digits and words, everything else as it is written), the article, the fingerprint of the data file, and who signs, with
a line for ink and the digital signature where there is one. The data file itself is attached to the PDF. The title and
the labels of the data come from `service.act_kinds`.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from babel.dates import format_date

from sailau.adapters.pdf import render_paper
from sailau.election.definition import canonical, fingerprint, short_fingerprint
from sailau.election.nouns import Definition
from sailau.formats.v1.record import Act
from sailau.protocol.document import (
    Attachment,
    Bilingual,
    Fact,
    Fingerprint,
    Line,
    PaperDocument,
    PaperHead,
    PaperKind,
    Section,
    Signatory,
)
from sailau.service.act_kinds import kind_of
from sailau.signing.roles import OFFICES
from sailau.signing.trust import SignerIdentity
from sailau.words.numbers import IN_WORDS_MAX, in_words

FIGURES: Final = Bilingual("Көрсеткіштер", "Показатели")
EXPLAINS: Final = Bilingual("Осы актімен түсіндіріледі", "Объясняется этим актом")
MEMBERS: Final = Bilingual("Актіні жасаған мүшелер", "Акт составили члены")
DEFINITION_PRINT: Final = Bilingual("Сайлау таңбасы", "Отпечаток выборов")
KEPT: Final = Bilingual("хаттамаға қоса беріледі", "прилагается к протоколу")
IN_TWO: Final = Bilingual("екі данада", "в двух экземплярах")
YES_NO: Final = {True: "иә / да", False: "жоқ / нет"}
NONE: Final = "–"
HASH: Final = re.compile(r"[0-9a-f]{64}\Z", re.ASCII)
CERTIFICATE_SHOWN: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class CommissionAct:
    """An act of a commission that belongs to no one precinct's record; `kind` is a key of `ACT_KINDS`."""

    number: str
    kind: str
    commission: Bilingual
    place: Bilingual
    at: datetime
    article: str
    text: Bilingual
    data: Mapping[str, Any] = field(default_factory=dict)


AnyAct = Act | CommissionAct


def act_pdf(
    act: AnyAct,
    *,
    definition: Definition,
    data: bytes | None = None,
    title: Bilingual | None = None,
    statements: Sequence[Bilingual] = (),
    lines: Sequence[Line] = (),
    facts: Sequence[Fact] = (),
    signatories: Sequence[Signatory] = (),
    attachments: Sequence[Attachment] = (),
) -> bytes:
    """The PDF of an act; the arguments are those of `act_paper`. Raises StoreError when it cannot be printed."""
    return render_paper(
        act_paper(
            act,
            definition=definition,
            data=data,
            title=title,
            statements=statements,
            lines=lines,
            facts=facts,
            signatories=signatories,
            attachments=attachments,
        )
    )


def act_paper(
    act: AnyAct,
    *,
    definition: Definition,
    data: bytes | None = None,
    title: Bilingual | None = None,
    statements: Sequence[Bilingual] = (),
    lines: Sequence[Line] = (),
    facts: Sequence[Fact] = (),
    signatories: Sequence[Signatory] = (),
    attachments: Sequence[Attachment] = (),
) -> PaperDocument:
    """An act as it is printed.

    `data` are the bytes that were signed: their SHA-256 stands on the paper, and they are attached. `title` replaces
    the kind's ("туралы", "о …"); `statements`, `lines` and `facts` come after what the act itself says; `signatories`
    are those who sign (see `signatories_of`). Raises DefinitionError when the definition has not the act's precinct.
    """
    kind = kind_of(act.kind)
    read = _read(act.data, kind.labels)
    numbered = (*read.lines, *lines)
    named = title or kind.title
    held = () if data is None else (Attachment(name=f"{_name(act)}.json", data=data),)
    return PaperDocument(
        kind=PaperKind.ACT,
        head=_head(act, definition),
        title=kind.head,
        number=str(act.number),
        about=Bilingual(named.kk, named.ru),
        statements=(Bilingual(act.text.kk, act.text.ru), *statements),
        sections=(Section(heading=FIGURES, lines=numbered),) if numbered else (),
        decision=(),
        acts=(),
        signatures=(),
        fingerprints=(*_own_print(data, act), *read.prints),
        articles=article_named(act.article),
        hangs=KEPT if isinstance(act, Act) else IN_TWO,
        attachments=(*held, *attachments),
        facts=(*read.facts, *_of_the_record(act, signatories), *facts),
        signatories=tuple(signatories),
    )


def signatories_of(identities: Sequence[SignerIdentity]) -> tuple[Signatory, ...]:
    """Those whose digital signatures over the act's data were judged good, as the paper names them."""
    return tuple(
        Signatory(
            name=identity.holder.name,
            office=Bilingual(OFFICES[identity.role].kk, OFFICES[identity.role].ru),
            digital=_digital(identity),
        )
        for identity in identities
    )


_ARTICLE = re.compile(r"(?:(?P<source>[LR]) )?(?P<number>\d+(?:-\d+)?)(?P<points>(?:\([0-9-]+\))*)\Z", re.ASCII)
LAW = Bilingual("Сайлау туралы Конституциялық заң", "Конституционный закон о выборах")
_RULES = Bilingual("Орталық сайлау комиссиясының Қағидалары", "Правила Центральной избирательной комиссии")


def article_named(article: str) -> Bilingual:
    """An article as people read it: "L 50-1(5), R 8" is "Конституционный закон о выборах, ст. 50-1, п. 5; Правила …".

    What does not follow that form is returned as it stands.
    """
    kk, ru, source = [], [], ""
    for part in re.split(r"[;,]\s*", article):
        found = _ARTICLE.match(part.strip())
        if found is None or not (found["source"] or source):
            return Bilingual(article, article)
        is_new = found["source"] not in (None, source)
        source = found["source"] or source
        points = re.findall(r"\(([0-9-]+)\)", found["points"])
        name = LAW if source == "L" else _RULES
        # (1) of the Law an article and its points, of the Rules a paragraph and its points
        first = ("бап", "ст.") if source == "L" else ("тармақ", "п.")
        below = (("тармақ", "п."), ("тармақша", "подп.")) if source == "L" else (("тармақша", "подп."),) * 2
        words = [first, *below]
        numbers = [found["number"], *points]
        kk_text = ", ".join(f"{number}-{word[0]}" for number, word in zip(numbers, words, strict=False))
        ru_text = ", ".join(f"{word[1]} {number}" for number, word in zip(numbers, words, strict=False))
        kk.append(f"{name.kk}, {kk_text}" if is_new else kk_text)
        ru.append(f"{name.ru}, {ru_text}" if is_new else ru_text)
    return Bilingual("; ".join(kk), "; ".join(ru))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """An act's data, by how they are printed."""

    lines: tuple[Line, ...]
    facts: tuple[Fact, ...]
    prints: tuple[Fingerprint, ...]


def _read(data: Mapping[str, Any], labels: Mapping[str, Bilingual]) -> _Read:
    lines: list[Line] = []
    facts: list[Fact] = []
    prints: list[Fingerprint] = []
    places = {key: place for place, key in enumerate(labels)}
    ordered = {key: data[key] for key in sorted(data, key=lambda key: (places.get(key, len(places)), key))}
    for path, value in _leaves(ordered, ""):
        label = _label(path, labels)
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= IN_WORDS_MAX:
            words = Bilingual(in_words(value, "kk"), in_words(value, "ru"))
            lines.append(Line(number=str(len(lines) + 1), label=label, value=value, words=words))
        elif isinstance(value, str) and HASH.match(value):
            prints.append(Fingerprint(label=label, value=value))
        else:
            facts.append(Fact(label=label, value=_shown(value)))
    return _Read(lines=tuple(lines), facts=tuple(facts), prints=tuple(prints))


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Every value with its path ("devices.2.id", numbers from 1); a list of plain values is one leaf."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _leaves(item, f"{path}.{key}" if path else key)
    elif isinstance(value, list | tuple) and any(isinstance(item, Mapping | list | tuple) for item in value):
        for number, item in enumerate(value, start=1):
            yield from _leaves(item, f"{path}.{number}")
    else:
        yield path, value


def _label(path: str, labels: Mapping[str, Bilingual]) -> Bilingual:
    """The label of a path: its own, or its parts', each translated where the table knows it."""
    if path in labels:
        return labels[path]
    parts = [labels.get(part, Bilingual(part, part)) for part in path.split(".")]
    return Bilingual(" · ".join(part.kk for part in parts), " · ".join(part.ru for part in parts))


def _shown(value: Any) -> str:
    match value:
        case bool():
            return YES_NO[value]
        case list() | tuple():
            return ", ".join(map(_shown, value)) or NONE
        case None | "":
            return NONE
        case _:
            return str(value)


def _of_the_record(act: AnyAct, signatories: Sequence[Signatory]) -> tuple[Fact, ...]:
    """What an act of the record says beside its data: what it explains; and who drew it up, when nobody is named."""
    if isinstance(act, CommissionAct):
        return ()
    explains = (Fact(label=EXPLAINS, value=", ".join(act.explains)),) if act.explains else ()
    members = (Fact(label=MEMBERS, value=", ".join(act.members)),) if act.members and not signatories else ()
    return (*explains, *members)


def _own_print(data: bytes | None, act: AnyAct) -> tuple[Fingerprint, ...]:
    if data is None:
        return ()
    label = Bilingual(f"Актінің деректері ({_name(act)}.json)", f"Данные акта ({_name(act)}.json)")
    return (Fingerprint(label=label, value=hashlib.sha256(data).hexdigest()),)


def _name(act: AnyAct) -> str:
    """The name of the act's files, without ending."""
    return f"{act.number:03d}-{act.kind}" if isinstance(act, Act) else f"{act.number}-{act.kind}"


def _digital(identity: SignerIdentity) -> str:
    shown = identity.fingerprint[:CERTIFICATE_SHOWN]
    when = "" if identity.signed_at is None else f" · {identity.signed_at:%Y-%m-%d %H:%M %z}"
    return f"✓ ЭЦҚ · ЭЦП {shown}{when}"


def _head(act: AnyAct, definition: Definition) -> PaperHead:
    if isinstance(act, Act):
        place = definition.precinct(act.precinct)
        name, address = Bilingual(place.name.kk, place.name.ru), Bilingual(place.address.kk, place.address.ru)
    else:
        name, address = act.commission, act.place
    return paper_head(name, address, act.at, definition)


def paper_head(commission: Bilingual, place: Bilingual, at: datetime, definition: Definition) -> PaperHead:
    """The running head of a paper of `commission` on an election; `at` in local time."""
    return PaperHead(
        election=Bilingual(definition.title.kk, definition.title.ru),
        precinct=commission,
        place=place,
        when=Bilingual(
            f"{format_date(at.date(), 'long', locale='kk')} {at:%H:%M}",
            f"{format_date(at.date(), 'long', locale='ru')} {at:%H:%M}",
        ),
        copy="1",
        duplicate=False,
        fingerprint=short_fingerprint(fingerprint(canonical(definition))),
        fingerprint_label=DEFINITION_PRINT,
        training=definition.fictitious,
        day=at.date(),
    )
