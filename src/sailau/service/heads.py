"""What stands at the head of every paper of the precinct, and its places for signatures."""

from dataclasses import replace

from babel.dates import format_date

from sailau.election.canonical import fingerprint, short_fingerprint
from sailau.protocol.document import Bilingual, Fingerprint, PaperHead, SignaturePlace
from sailau.service.precinct import Precinct
from sailau.signing.roles import OFFICES, Role


def head_of(precinct: Precinct, short: str = "") -> PaperHead:
    """Return the head; `short` is the short fingerprint for people, by default the definition's."""
    definition = precinct.definition
    place = definition.precinct(precinct.installed.precinct)
    hours = definition.hours_of(place)
    span = f"{hours.opens:%H:%M}–{hours.closes:%H:%M}"
    return PaperHead(
        election=Bilingual(definition.title.kk, definition.title.ru),
        precinct=Bilingual(place.name.kk, place.name.ru),
        place=Bilingual(place.address.kk, place.address.ru),
        when=Bilingual(
            f"{format_date(definition.date, 'long', locale='kk')} · дауыс беру {span}",
            f"{format_date(definition.date, 'long', locale='ru')} · голосование {span}",
        ),
        copy="1",
        duplicate=False,
        fingerprint=short or grouped(fingerprint(precinct.installed.definition)),
        fingerprint_label=Bilingual("Бюллетень таңбасы", "Отпечаток бюллетеня"),
        training=definition.fictitious,
        day=definition.date,
    )


def head_now(precinct: Precinct) -> PaperHead:
    """Return the head of a paper that says how things stand at this moment."""
    at = precinct.now()
    day = {language: format_date(at.date(), "long", locale=language) for language in ("kk", "ru")}
    when = Bilingual(f"{day['kk']} {at:%H:%M}", f"{day['ru']} {at:%H:%M}")
    return replace(head_of(precinct), when=when, day=at.date())


def grouped(digest: str) -> str:
    """Return the first digits of a hash for people: "3F9A 21C7 0B5E 88D1"."""
    return short_fingerprint(digest)


def signature_places(precinct: Precinct) -> tuple[SignaturePlace, ...]:
    """Return a place for each member of the commission."""
    return tuple(
        SignaturePlace(
            member=number,
            name=official.name,
            office=Bilingual(OFFICES[Role(official.role)].kk, OFFICES[Role(official.role)].ru),
        )
        for number, official in enumerate(precinct.installed.officials, start=1)
    )


def fingerprints(precinct: Precinct, archive: str) -> tuple[Fingerprint, ...]:
    """Return the hashes that anyone may compare."""
    return (
        Fingerprint(
            label=Bilingual("Дайындық (Setup)", "Подготовка (Setup)"), value=precinct.installed.setup_hash.hex()
        ),
        Fingerprint(label=Bilingual("Мұрағат (.bel)", "Архив (.bel)"), value=archive),
        Fingerprint(
            label=Bilingual("Сайлау анықтамасы", "Определение выборов"),
            value=fingerprint(precinct.installed.definition),
        ),
    )
