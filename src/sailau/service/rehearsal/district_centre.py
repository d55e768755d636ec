"""The central commission of a rehearsed district: founded, on its line, deciding, fixing, announcing (E45-E48, M50-57).

Everything is done by the use cases that `sailau commission` does it by.
"""

import threading
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.serialization import Encoding

from sailau.adapters.files import read_file, write_atomically
from sailau.adapters.transfer_server import TransferServer
from sailau.commission.complaints import AgainstCommission, ComplaintDecided
from sailau.commission.decisions import Body, Matter, Postponement, Recount
from sailau.commission.standing import Accepted
from sailau.commission.units import Unit, country, districts
from sailau.election.nouns import PrecinctNumber, Words
from sailau.formats.stored_zip import BYTES_MAX, Entry, directory, header
from sailau.formats.v1.notice import DISTRICT_RESULT, PRELIMINARY_TABLE, RESULTS, SUMMARY_TABLE, Issuer, Sitting
from sailau.formats.v1.record import names
from sailau.refusal import Refusal, Text
from sailau.service.acknowledged import write_acknowledgement
from sailau.service.centre.centre import INCOMING, Centre, found_centre, open_centre
from sailau.service.centre.complaints import Filing, file_complaint, follow
from sailau.service.centre.decisions import Taken, propose, take
from sailau.service.centre.fixing import all_fixed, fix
from sailau.service.centre.holding import holdings_of
from sailau.service.centre.intake import Received, acknowledge, judge, receive
from sailau.service.centre.notice_data import Wanted
from sailau.service.centre.notices import Drawn, draw_up
from sailau.service.centre.persons import NOBODY, Persons, read_persons
from sailau.service.centre.revised import enter_revision
from sailau.service.centre.serving import CentreIntake, Judging
from sailau.service.rehearsal.before import Commissions
from sailau.service.rehearsal.clock import SimulatedClock
from sailau.service.rehearsal.district_people import persons_file
from sailau.service.rehearsal.sent import Line
from sailau.service.rehearsal.stage import RehearsalError, expected, granted
from sailau.signing.authority import Signer, Validity, issue
from sailau.signing.holder import holder_of

HOST: Final = "127.0.0.1"
CENTRAL: Final = Text("Орталық сайлау комиссиясы", "Центральная избирательная комиссия", "Central Election Commission")
DISTRICT: Final = Text("Округтік сайлау комиссиясы", "Окружная избирательная комиссия", "District Election Commission")
TERRITORIAL: Final = Text(
    "Аумақтық сайлау комиссиясы", "Территориальная избирательная комиссия", "Territorial Election Commission"
)
DISTRICT_SIGNERS: Final = ("Нұрғалиева Айжан Маратқызы", "Соколова Елена Петровна")
"""Chair and secretary of the district commission: invented."""
HOUR: Final = timedelta(hours=1)
RECOUNT_REASON: Final = Words(
    "Арыз қанағаттандырылды: дауыстар арыз берушілердің қатысуымен қайта саналсын.",
    "Жалоба удовлетворена: пересчитать голоса в присутствии заявителей.",
    "The complaint is upheld: the votes are counted again with the complainants present.",
)
POSTPONED_REASON: Final = Words(
    "Учаскедегі жабдық жарамсыз болды.", "Оборудование на участке отказало.", "The precinct's equipment failed."
)


@dataclass(kw_only=True)
class Office:
    """The central commission with its clock, its papers' signer, the district's two persons, who may be elected."""

    centre: Centre
    clock: SimulatedClock
    central: Signer
    territorial: Signer
    district: tuple[Signer, Signer]
    persons: Persons

    def decide(self, matter: Matter, body: Body, signers: Sequence[Signer], reason: Words) -> Taken:
        """Take a decision; its effect is shown by `propose` before it is taken."""
        name = {Body.CENTRAL: CENTRAL, Body.DISTRICT: DISTRICT}.get(body, TERRITORIAL)
        holdings, at = holdings_of(self.centre), self.centre.now()
        proposed = granted(propose(self.centre, holdings, matter, (body, Words(name.kk, name.ru, name.en)), reason, at))
        taken = granted(take(self.centre, holdings, proposed, signers))
        if taken.waits_for:
            raise RehearsalError("a decision still waits for signatures")
        self.clock.wait(HOUR)  # what comes in the very minute of a decision came before it
        return taken

    def announce(self, wanted: Wanted, signers: Sequence[Signer]) -> Drawn | Refusal:
        """Draw up a notice, signed by `signers`."""
        return draw_up(self.centre, holdings_of(self.centre), wanted, signers)


@contextmanager
def founded(folder: Path, commissions: Commissions, clock: SimulatedClock, seed: int) -> Iterator[Office]:
    """Found the central commission's folder from what was published, and open it."""
    signers = commissions.pki.signers
    found_centre(
        folder,
        definition=read_file(commissions.published / names.DEFINITION),
        signature=read_file(commissions.published / names.signature_name(names.DEFINITION)),
        root=commissions.pki.root.certificate.public_bytes(Encoding.PEM),
        commission=holder_of(signers["intake"].certificate).commission,
    )
    centre = open_centre(folder, signers["intake"], clock=clock)
    try:
        data = persons_file(centre.definition, seed)
        write_atomically(folder / "persons.json", data)
        yield Office(
            centre=centre,
            clock=clock,
            central=signers["central"],
            territorial=signers["territorial"],
            district=_district(commissions),
            persons=read_persons(data, "persons.json", centre.definition),
        )
    finally:
        centre.store.close()


def _district(commissions: Commissions) -> tuple[Signer, Signer]:
    """Chair and secretary of the district commission, with certificates of their own."""
    pki = commissions.pki
    given = pki.signers["district"].certificate
    validity = Validity(start=given.not_valid_before_utc, end=given.not_valid_after_utc)
    chair, secretary = (
        issue(pki.territorial, replace(holder_of(given), name=name, member=number), validity)
        for number, name in enumerate(DISTRICT_SIGNERS, start=1)
    )
    return chair, secretary


@contextmanager
def on_the_line(office: Office) -> Iterator[Line]:
    """The intake serves on this machine, and judges beside, as long as the `with` lasts."""
    centre, stopped = office.centre, threading.Event()
    if centre.signer is None:
        raise RehearsalError("the commission was opened without its intake")
    server = TransferServer(CentreIntake(centre), centre.signer, centre.folder / INCOMING, HOST, 0, most=BYTES_MAX)
    with server, Judging(centre, lambda _: None, server.fail):
        thread = threading.Thread(target=server.serve, args=(stopped.is_set,), name="intake")
        thread.start()
        try:
            yield Line(host=HOST, port=server.port)
        finally:
            stopped.set()
            thread.join()


def brought_on_a_medium(office: Office, bundle: Path) -> None:
    """A bundle is brought on a medium: received, judged, and the signed answer laid beside it."""
    received = expected(receive(office.centre, bundle), Received)
    expected(judge(office.centre, received.digest), Accepted)
    answer = acknowledge(office.centre, received.digest)
    if answer is None:
        raise RehearsalError("the intake gave no answer")
    write_acknowledgement(bundle.parent, bundle.name, answer.data, answer.signature)


def altered_on_the_way(office: Office, bundle: Path) -> Refusal:
    """Somebody changes a vote in the protocol on the medium: the intake refuses it, and says why."""
    altered = bundle.with_name(f"altered-{bundle.name}")
    with zipfile.ZipFile(bundle) as whole:
        files = {name: whole.read(name) for name in whole.namelist()}
    files[names.PROTOCOL] = _one_vote_changed(files[names.PROTOCOL])
    entries = [Entry(name, len(data), zlib.crc32(data)) for name, data in files.items()]
    packed = (header(entry) + data for entry, data in zip(entries, files.values(), strict=True))
    altered.write_bytes(b"".join(packed) + directory(entries))
    answer = receive(office.centre, altered)
    altered.unlink()
    return expected(answer, Refusal)


def _one_vote_changed(protocol: bytes) -> bytes:
    place = protocol.index(b'"votes":') + len(b'"votes":')
    return protocol[:place] + (b"8" if protocol[place : place + 1] == b"9" else b"9") + protocol[place + 1 :]


def a_complaint_is_upheld(office: Office, precinct: PrecinctNumber) -> Taken:
    """Complainants write to the district commission; it decides on a recount, with them present (L 43(9); M52, M24)."""
    office.clock.wait(HOUR)
    filing = Filing(
        complainant="Жүнісова Гүлмира, байқаушы (үлгі)",
        subject=AgainstCommission(decided=office.centre.now(), precincts=(precinct,)),
        circumstances="Санау кезінде байқаушы үстелге жақындай алмады.",
        evidence=("Байқаушының жазбаша ескертуі",),
    )
    complaint = granted(file_complaint(office.centre, filing))
    matter = Recount(precincts=(precinct,), members=("member-1", "member-3"), complainants=(complaint.complainant,))
    taken = office.decide(matter, Body.DISTRICT, office.district, RECOUNT_REASON)
    step = ComplaintDecided(
        at=office.centre.now(), upheld=True, text="Қайта санау тағайындалды.", decision=taken.decision.number
    )
    granted(follow(office.centre, complaint.number, step))
    return taken


def the_postponement_is_known(office: Office, precinct: PrecinctNumber, until: date) -> Taken:
    """The territorial commission's postponement is entered, with the new day; its districts wait (L 50-7(2); E48)."""
    matter = Postponement(precincts=(precinct,), until=until)
    return office.decide(matter, Body.TERRITORIAL, [office.territorial], POSTPONED_REASON)


def the_revision_is_entered(office: Office, published: Path) -> None:
    """The definition under which the postponed precinct votes is taken in as the central commission published it."""
    data, signature = (
        read_file(published / name) for name in (names.DEFINITION, names.signature_name(names.DEFINITION))
    )
    granted(enter_revision(office.centre, data, signature))


def a_preliminary_table(office: Office) -> Drawn:
    """Within 48 hours after the count, from what has been accepted (L 44(5); M55)."""
    office.clock.wait(HOUR)
    wanted = _central(PRELIMINARY_TABLE, country(office.centre.definition))
    return expected(office.announce(wanted, [office.central]), Drawn)


def results_too_early(office: Office) -> Refusal:
    """A district's result is asked for while one of its precincts is postponed: refused (L 50-7(2); E48)."""
    return expected(office.announce(_central(RESULTS, country(office.centre.definition)), [office.central]), Refusal)


def totals_are_fixed(office: Office) -> tuple[Drawn, ...]:
    """The central commission fixes every district's totals, and notifies (L 50-7(1); E46)."""
    office.clock.wait(HOUR)
    found = fix(office.centre, holdings_of(office.centre), _issuer_central(), [office.central])
    return tuple(expected(drawn, Drawn) for _, drawn in found)


def the_district_sits(office: Office, unit: Unit, precinct: PrecinctNumber) -> tuple[Drawn, Drawn]:
    """The district commission sits in a precinct with paper ballots: its result beside the fixed figures, its summary
    table (L 43(8-1), (8-2); M50, M51)."""
    office.clock.wait(HOUR)
    announced = office.centre.definition.date - timedelta(days=12)
    issuer = Issuer(role="district_commission", commission="district", name=DISTRICT)
    fixed = next(one for key, one in all_fixed(office.centre).items() if key.id == unit.id)
    result = Wanted(
        kind=DISTRICT_RESULT,
        unit=unit,
        issuer=issuer,
        signers=(),
        persons=office.persons,
        sitting=Sitting(precinct=int(precinct), announced=announced),
        fixed=(fixed.notice.number, fixed.data),
    )
    summary = replace(result, kind=SUMMARY_TABLE, sitting=None)
    first, second = (expected(office.announce(wanted, office.district), Drawn) for wanted in (result, summary))
    return first, second


def results_are_announced(office: Office) -> Drawn:
    """The central commission publishes who is elected, with what L 44(5) asks for (M54, M56)."""
    office.clock.wait(HOUR)
    return expected(
        office.announce(_central(RESULTS, country(office.centre.definition), office.persons), [office.central]), Drawn
    )


def single_seat_district(office: Office) -> Unit:
    """The district that elects one person."""
    return districts(office.centre.definition)[-1]


def _issuer_central() -> Issuer:
    return Issuer(role="central_commission", commission="central", name=CENTRAL)


def _central(kind: str, unit: Unit, persons: Persons = NOBODY) -> Wanted:
    return Wanted(kind=kind, unit=unit, issuer=_issuer_central(), signers=(), persons=persons)
