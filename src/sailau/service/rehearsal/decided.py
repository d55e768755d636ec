"""The definition: from a draft file to what the central commission published (L 20(5), 37, 50-4(2); E22, M25, M30)."""

from pathlib import Path

from sailau.adapters.files import read_file, write_atomically
from sailau.election.definition import canonical
from sailau.refusal import Refusal, Text
from sailau.service.ballot_approval import approve
from sailau.service.ballot_final import Finalised, finalise, publish
from sailau.service.ballots import prove
from sailau.service.deck_act import hold_deck
from sailau.service.rehearsal.narrator import Bar, Narrator
from sailau.service.rehearsal.offices import Offices
from sailau.service.rehearsal.stage import RehearsalError, granted

DRAFT = "draft.json"
WORK = "ballot"
PUBLISHED = "published"
PROOF = Text("Үлгілер", "Образцы", "Proofs")
DECK = Text("Сынақ бюллетеньдері", "Проба всех выборов", "Test deck")


def decide(offices: Offices, narrator: Narrator) -> Path:
    """Carry the plan's election through proof, two approvals, lock and test deck; the published folder."""
    folder = offices.folder / WORK
    folder.mkdir(mode=0o700)
    raw = offices.input / DRAFT
    write_atomically(raw, canonical(offices.definition))
    write_atomically(folder / DRAFT, read_file(raw))
    _prove(offices, folder, narrator)
    _approve(offices, folder, narrator)
    locked = granted(
        finalise(folder, offices.signer("central"), offices.root, offices.clock.now(), screens=offices.screens)
    )
    _tell_locked(locked, narrator)
    _hold_deck(offices, folder, narrator)
    published = offices.folder / PUBLISHED
    granted(publish(folder, published, offices.root, offices.clock.now()))
    offices.keep_papers(published, "1-ballot")
    return published


def _prove(offices: Offices, folder: Path, narrator: Narrator) -> None:
    with Bar(narrator, PROOF) as bar:
        proved = granted(
            prove(folder, registration=None, now=offices.clock.now(), progress=bar, screens=offices.screens)
        )
    styles = len({name.rpartition("-")[0] for name in proved.proof.files if name.endswith(".pdf")})
    languages = len(offices.definition.languages)
    narrator.step(
        "L 37(2), 50-4(2)",
        Text(
            f"Бюллетень үлгілері басылды: {styles} түрі, {languages} тілде; тілдер мен жазылу өзара салыстырылды.",
            f"Отпечатаны образцы бюллетеня: видов {styles}, языков {languages}; языки и написание сверены.",
            f"Proofs of the ballot are printed: styles {styles}, languages {languages}; spelling was compared.",
        ),
    )


def _approve(offices: Offices, folder: Path, narrator: Narrator) -> None:
    now = offices.clock.now()
    granted(approve(folder, offices.signer("central"), offices.root, now))
    again = approve(folder, offices.signer("central"), offices.root, now)
    if not isinstance(again, Refusal):
        raise RehearsalError("one person approved a ballot twice")
    narrator.refused(again)
    approved = granted(approve(folder, offices.signer("central-2"), offices.root, now))
    if not approved.complete:
        raise RehearsalError("two persons approved, and the approval is not complete")
    narrator.step(
        "L 12(6), 37",
        Text(
            "Бюллетеньді Орталық комиссияның екі адамы бекітті; бір адам екі рет бекіте алмайды.",
            "Бюллетень утвердили два лица Центральной комиссии; одно лицо дважды не утверждает.",
            "Two persons of the central commission approved the ballot; nobody approves twice.",
        ),
    )


def _tell_locked(locked: Finalised, narrator: Narrator) -> None:
    narrator.step(
        "L 20(5)",
        Text(
            f"Анықтама құлыпталды және қол қойылды. Қысқа таңбасы әр қағазда тұрады: {locked.short}",
            f"Определение выборов закрыто и подписано. Его краткий отпечаток стоит на каждой бумаге: {locked.short}",
            f"The definition is locked and signed. Its short fingerprint stands on every paper: {locked.short}",
        ),
    )


def _hold_deck(offices: Offices, folder: Path, narrator: Narrator) -> None:
    with Bar(narrator, DECK) as bar:
        decked = hold_deck(folder, offices.signer("central"), offices.root, offices.clock.now(), bar)
    if not decked.agrees:
        raise RehearsalError("the test deck differs from what was expected")
    narrator.step(
        "L 50-2(1)",
        Text(
            f"Сынақ: әр тілде әр таңдау жасалып, {decked.report.ballots} бюллетень мөрленді және саналды; бәрі сәйкес.",
            f"Проба: сделан каждый выбор на каждом языке, {decked.report.ballots} бюллетеней запечатано и "
            "сосчитано; всё совпало.",
            f"Test deck: every choice in every language, {decked.report.ballots} ballots sealed, counted; all agree.",
        ),
    )
