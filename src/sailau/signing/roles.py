"""Who may sign what: roles carried by certificates, kinds of documents, and the table between them.

L 50-6(2) has the members confirm the electronic protocol, R 20 the chair: a protocol carries both. No document of a
precinct commission is good with one signature alone. The technician and the observer hold certificates (they are known
by name to the system) but sign no document; desk and accumulator sign only the heads of their own records. The intake
of a commission takes in what precincts send (L 43(8)): it acknowledges, and signs nothing that decides anything.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Final


class Role(Enum):
    """The role of a certificate's holder; the value is what stands in `urn:sailau:role:…`."""

    CENTRAL_COMMISSION = "central_commission"
    TERRITORIAL_COMMISSION = "territorial_commission"
    DISTRICT_COMMISSION = "district_commission"
    CHAIR = "chair"
    DEPUTY = "deputy"
    SECRETARY = "secretary"
    MEMBER = "member"
    TECHNICIAN = "technician"
    PRECINCT_COMPUTER = "precinct_computer"
    DESK = "desk"
    TERMINAL = "terminal"
    PORTABLE = "portable"
    ACCUMULATOR = "accumulator"
    RECORDER = "recorder"
    OBSERVER = "observer"
    LOCAL_EXECUTIVE = "local_executive"
    INTAKE = "intake"


PRECINCT_MEMBERS: Final = frozenset({Role.CHAIR, Role.DEPUTY, Role.SECRETARY, Role.MEMBER})
"""The precinct commission itself (7 members)."""

DEVICES: Final = frozenset(
    {Role.PRECINCT_COMPUTER, Role.DESK, Role.TERMINAL, Role.PORTABLE, Role.ACCUMULATOR, Role.RECORDER}
)

"""The devices of a precinct."""

MACHINES: Final = DEVICES | {Role.INTAKE}
"""Everyone who is no person: each carries a device id."""

AUTHORITIES: Final = frozenset({Role.CENTRAL_COMMISSION, Role.TERRITORIAL_COMMISSION})
"""The commissions that issue certificates."""

HIGHER_COMMISSIONS: Final = AUTHORITIES | {Role.DISTRICT_COMMISSION}

OF_AN_AUTHORITY: Final = frozenset({Role.TERRITORIAL_COMMISSION, Role.LOCAL_EXECUTIVE, Role.INTAKE})
"""Who belongs to the very commission that issues the certificate."""

CERTIFIED_BY_EITHER: Final = frozenset({Role.DISTRICT_COMMISSION, Role.INTAKE})
"""Whom the central commission certifies, or a territorial one: who is of its district, or takes in for it."""

TERRITORY_WIDE: Final = HIGHER_COMMISSIONS | {Role.LOCAL_EXECUTIVE, Role.INTAKE}
"""Who belongs to no precinct: the higher commissions, their intakes, and the akim who signs voter lists (L 24(5))."""

LEAD: Final = frozenset({Role.CHAIR, Role.DEPUTY})
"""The chair, or the deputy who lawfully replaces the chair (by recorded act)."""


class DocumentKind(Enum):
    """Kinds of signed documents; the value names the kind in findings."""

    DEFINITION = "definition"
    CREDENTIALS = "credentials"
    PACKAGE = "package"
    ACTIVATION_MARK = "activation_mark"
    SEALED_CARD = "sealed_card"
    CLOSING_FIGURES = "closing_figures"
    RECORDER_HEAD = "recorder_head"
    PAPER_SUMMARY = "paper_summary"
    PROTOCOL = "protocol"
    MANIFEST = "manifest"
    ACT = "act"
    HIGHER_ACT = "higher_act"
    MINUTES = "minutes"
    BALLOT_APPROVAL = "ballot_approval"
    VOTER_LIST = "voter_list"
    LIST_HANDOVER = "list_handover"
    RECORDER_HANDOVER = "recorder_handover"
    CEREMONY_MESSAGE = "ceremony_message"
    ACCEPTANCE_REPORT = "acceptance_report"
    BUNDLE = "bundle"
    ACKNOWLEDGEMENT = "acknowledgement"
    DECISION = "decision"
    NOTICE = "notice"
    PUBLICATION = "publication"


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningRule:
    """Who may sign one kind: any of `may`; at least one of `lead` (when not empty); `at_least` signers in all."""

    may: frozenset[Role]
    lead: frozenset[Role] = frozenset()
    at_least: int = 1


_ONE_CENTRAL = SigningRule(may=frozenset({Role.CENTRAL_COMMISSION}))
_ONE_TERRITORIAL = SigningRule(may=frozenset({Role.TERRITORIAL_COMMISSION}))
_BOOTHS = SigningRule(may=frozenset({Role.TERMINAL, Role.PORTABLE}))
_HIGHER = SigningRule(may=HIGHER_COMMISSIONS)
_CHAIR_AND_ANOTHER = SigningRule(may=PRECINCT_MEMBERS, lead=LEAD, at_least=2)
_TWO_MEMBERS = SigningRule(may=PRECINCT_MEMBERS, at_least=2)

SIGNING_RULES: Final[dict[DocumentKind, SigningRule]] = {
    DocumentKind.DEFINITION: _ONE_CENTRAL,
    DocumentKind.CREDENTIALS: _ONE_TERRITORIAL,
    DocumentKind.PACKAGE: _ONE_TERRITORIAL,
    DocumentKind.ACTIVATION_MARK: SigningRule(may=frozenset({Role.PRECINCT_COMPUTER})),
    DocumentKind.SEALED_CARD: _BOOTHS,
    DocumentKind.CLOSING_FIGURES: _BOOTHS,
    DocumentKind.RECORDER_HEAD: SigningRule(may=DEVICES),
    DocumentKind.PAPER_SUMMARY: SigningRule(may=frozenset({Role.PRECINCT_COMPUTER})),
    DocumentKind.PROTOCOL: _CHAIR_AND_ANOTHER,
    DocumentKind.MANIFEST: _CHAIR_AND_ANOTHER,
    DocumentKind.ACT: _TWO_MEMBERS,
    DocumentKind.HIGHER_ACT: _HIGHER,
    DocumentKind.MINUTES: _TWO_MEMBERS,
    DocumentKind.BALLOT_APPROVAL: SigningRule(may=frozenset({Role.CENTRAL_COMMISSION}), at_least=2),
    DocumentKind.VOTER_LIST: SigningRule(may=frozenset({Role.LOCAL_EXECUTIVE})),
    DocumentKind.LIST_HANDOVER: SigningRule(
        may=PRECINCT_MEMBERS | {Role.LOCAL_EXECUTIVE}, lead=frozenset({Role.LOCAL_EXECUTIVE}), at_least=2
    ),
    DocumentKind.RECORDER_HANDOVER: SigningRule(
        may=PRECINCT_MEMBERS | HIGHER_COMMISSIONS, lead=HIGHER_COMMISSIONS, at_least=2
    ),
    DocumentKind.CEREMONY_MESSAGE: SigningRule(may=PRECINCT_MEMBERS | {Role.TERRITORIAL_COMMISSION}),
    DocumentKind.ACCEPTANCE_REPORT: _ONE_CENTRAL,
    DocumentKind.BUNDLE: _CHAIR_AND_ANOTHER,
    DocumentKind.ACKNOWLEDGEMENT: SigningRule(may=frozenset({Role.INTAKE})),
    DocumentKind.DECISION: _HIGHER,
    DocumentKind.NOTICE: _HIGHER,
    DocumentKind.PUBLICATION: _HIGHER,
}
"""The whole table. `at_least` is the floor of the format; a caller who knows the commission's size may ask for more."""


@dataclass(frozen=True, slots=True)
class Office:
    """A role's name on paper, in Kazakh and Russian."""

    kk: str
    ru: str


OFFICES: Final[dict[Role, Office]] = {
    Role.CENTRAL_COMMISSION: Office("Орталық сайлау комиссиясы", "Центральная избирательная комиссия"),
    Role.TERRITORIAL_COMMISSION: Office("аумақтық сайлау комиссиясы", "территориальная избирательная комиссия"),
    Role.DISTRICT_COMMISSION: Office("округтік сайлау комиссиясы", "окружная избирательная комиссия"),
    Role.CHAIR: Office("төраға", "председатель"),
    Role.DEPUTY: Office("төрағаның орынбасары", "заместитель председателя"),
    Role.SECRETARY: Office("хатшы", "секретарь"),
    Role.MEMBER: Office("комиссия мүшесі", "член комиссии"),
    Role.TECHNICIAN: Office("техник маман", "технический специалист"),
    Role.PRECINCT_COMPUTER: Office("учаске компьютері", "компьютер участка"),
    Role.DESK: Office("тіркеу үстелі", "стол регистрации"),
    Role.TERMINAL: Office("дауыс беруге арналған терминал", "терминал для голосования"),
    Role.PORTABLE: Office("тасымалданатын электрондық бюллетень", "переносной электронный бюллетень"),
    Role.ACCUMULATOR: Office("жинақтаушы", "накопитель"),
    Role.RECORDER: Office("деректерді жазу құрылғысы", "устройство записи данных"),
    Role.OBSERVER: Office("байқаушы", "наблюдатель"),
    Role.LOCAL_EXECUTIVE: Office("әкім", "аким"),
    Role.INTAKE: Office("комиссияның қабылдау құрылғысы", "устройство приёма комиссии"),
}
