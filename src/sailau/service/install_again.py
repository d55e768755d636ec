"""Installing again before the voting day: a member was replaced, a key lost, a sheet torn (E8, E12; L 50-1(5), 10(3)).

A new ceremony means a new Setup. The old stores are erased by act of the commission, the devices report anew, and the
new act of installation names the Setup that it replaces, so that what was published can be published again. Once
voting was opened there is no way back here: what then happens is a restart (L 50-5(6)) or a postponement (L 50-5(7)).
"""

from collections.abc import Sequence
from typing import Final

from sailau.adapters.files import erase_file, write_atomically
from sailau.adapters.recorder_file import read_record
from sailau.formats.v1.record import ACT_FILE, Act, Bilingual
from sailau.refusal import Refusal, Text
from sailau.service.act_paper import act_pdf, signatories_of
from sailau.service.acts import SignedAct, member_id
from sailau.service.install import (
    COMPUTER_FOLDER,
    PAPERS_FOLDER,
    RECORDER_KEY_FILE,
    REPORTS_FOLDER,
    TRUSTEES_FILE,
    Installation,
    forget_steps,
    zone_of,
)
from sailau.service.install_finish import NOT_OF_THE_COMMISSION, erase_stores, signed_by_members
from sailau.service.install_notes import Step
from sailau.service.precinct import COMPUTER
from sailau.service.selftest import new_challenge
from sailau.signing.authority import Signer
from sailau.signing.cms import sign_together, verify_detached
from sailau.signing.roles import DocumentKind

KIND: Final = "installation_undone"

NOTHING_INSTALLED: Final = Refusal(
    "nothing-installed",
    "L 50-1(5)",
    Text(
        "Орнату аяқталмаған: қадамдарды жай ғана қайталауға болады.",
        "Установка не завершена: шаги можно просто повторить.",
        "The installation is not finished: its steps may simply be repeated.",
    ),
)
VOTING_WAS_OPENED: Final = Refusal(
    "installation-after-opening",
    "L 50-5(6), 50-5(7)",
    Text(
        "Дауыс беру ашылған немесе дауыс беру күні келген: қайта орнатылмайды. Қайта қосу не кейінге қалдыру ғана.",
        "Голосование открыто или настал его день: переустановка невозможна. Только перезапуск или отсрочка.",
        "Voting was opened, or its day has come: no new installation. Only a restart, or a postponement.",
    ),
)


def undo_installation(installation: Installation, reason: Bilingual, signers: Sequence[Signer]) -> SignedAct | Refusal:
    """Erase a finished installation by act, signed by two members or more; then every step is done again.

    May be repeated after a crash. Raises StoreError, SignatureError.
    """
    note = installation.notes.steps.get(Step.FINISH)
    if note is None:
        return installation.refused(NOTHING_INSTALLED)
    contents = installation.contents()
    now = installation.clock.now().astimezone(zone_of(contents))
    if now.date() >= contents.decided.date or _was_opened(installation):
        return installation.refused(VOTING_WAS_OPENED)
    if not signed_by_members(contents, signers):
        return installation.refused(NOT_OF_THE_COMMISSION)
    act = Act(
        number=len(installation.notes.before) + 1,
        kind=KIND,
        election=contents.manifest.election,
        precinct=contents.manifest.precinct,
        uuid=contents.manifest.uuid,
        at=now.replace(second=0, microsecond=0),
        article="L 50-1(5)",
        text=reason,
        members=tuple(sorted({member_id(signer) for signer in signers})),
        explains=(),
        data={"setup": note["setup"]},
    )
    data = ACT_FILE.write(act)
    signed = SignedAct(act=act, data=data, signature=sign_together(data, signers, now))
    identities = verify_detached(data, signed.signature, contents.trust, DocumentKind.ACT)
    papers = installation.folder / PAPERS_FOLDER
    paper = act_pdf(act, definition=contents.decided, data=data, signatories=signatories_of(identities))
    for name, content in ((".json", data), (".json.p7s", signed.signature), (".pdf", paper)):
        write_atomically(papers / f"{signed.name}{name}", content, installation.faults)
    erase_stores(installation)
    for path in (installation.folder / TRUSTEES_FILE, installation.folder / RECORDER_KEY_FILE):
        erase_file(path, installation.faults)
    for path in (installation.folder / REPORTS_FOLDER).glob("*.json"):
        erase_file(path, installation.faults)
    with installation.recorder() as recorder:
        recorder.record("installation-undone")
    package = installation.notes.steps[Step.PACKAGE]
    before = {"act": signed.name, "issue": package["issue"], "setup": note["setup"], "uuid": package["uuid"]}
    forget_steps(installation, before, new_challenge())
    return signed


def _was_opened(installation: Installation) -> bool:
    """Whether the computer's recorder tells of an opening. Raises when the record was altered: then nobody knows."""
    path = installation.folder / COMPUTER_FOLDER / "recorders" / f"{COMPUTER}.jsonl"
    seen: list[str] = []
    read_record(path, COMPUTER, lambda entry: seen.append(entry.event))
    return "voting-opened" in seen
