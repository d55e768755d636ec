"""Printing the acts of a record, or of any folder that holds signed acts, as PDF (E22; L 43(4), 50-6).

Acts of a precinct's record are `sailau-act/1`. Acts of the commissions before the day (lists, certificates, the
definition) each have a form of their own: a JSON file that says its `kind`, a key of `ACT_KINDS`, or its `format`, and
its time, with its signatures beside it. Every other member of it is printed as it stands.

An act is printed only when its signatures are good and its signers may sign it: the paper names them. Certificates
are judged at the time of the act, as the verifier does. Papers never lie in the record, whose files are fixed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from cryptography import x509

from sailau.adapters.files import read_file, write_atomically
from sailau.election.definition import parse
from sailau.election.nouns import Definition
from sailau.errors import DefinitionError, FormatError, SignatureError, StoreError
from sailau.formats import strict_json
from sailau.formats.v1.record import ACT_FILE, names
from sailau.protocol.document import Bilingual
from sailau.service.act_kinds import ACT_KINDS, kind_of
from sailau.service.act_paper import AnyAct, CommissionAct, act_pdf, signatories_of
from sailau.service.acts import SignedAct
from sailau.service.precinct import Precinct
from sailau.service.trust import trust_of
from sailau.signing.cms import verify_detached
from sailau.signing.holder import holder_of
from sailau.signing.roles import DocumentKind
from sailau.signing.trust import SignerIdentity, Trust, read_certificate
from sailau.signing.unreadable import UNREADABLE
from sailau.verifier.record.signers import signed_as

ACT_FORMAT: Final = "sailau-act/1"
ACT_BYTES_MAX: Final = 8 << 20
KINDS_BY_FORMAT: Final = {"sailau-definition-finalised/1": "definition_finalised"}
"""Acts that say a format and no kind."""
SIGNED_AS: Final = (DocumentKind.HIGHER_ACT, DocumentKind.LIST_HANDOVER, DocumentKind.VOTER_LIST, DocumentKind.ACT)
"""How an act before the day may be signed; the first that its signers suffice for."""
_NUMBERED_BY: Final = ("number", "event", "complaint", "revision")
_NAMED_BY: Final = ("commission", "authority")
_SHOWN_ELSEWHERE: Final = frozenset({"format", "version", "kind", "at", "article", "text", "election"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadAct:
    """An act of a folder: its path, its bytes and who signed them."""

    path: str
    act: AnyAct
    data: bytes = field(repr=False)
    signers: tuple[SignerIdentity, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedAct:
    """A file that looks like an act and is none, or whose signatures are not good."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedAct:
    """An act and the paper that was written for it."""

    read: ReadAct
    paper: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class ActsFolder:
    """What a folder of acts is judged by. `own_root` says that nobody gave a root and the folder's own was taken."""

    definition: Definition
    root: x509.Certificate
    own_root: bool
    acts: tuple[ReadAct | RefusedAct, ...]


def read_acts(folder: Path, *, root: bytes | None = None, definition: bytes | None = None) -> ActsFolder:
    """Read every act of `folder` (a record, or any folder with acts), in the order of the paths.

    `root` (PEM or DER) and `definition` default to the folder's own certificates.pem and definition.json. Raises
    StoreError when these are missing, DefinitionError or SignatureError when they cannot be read.
    """
    if not folder.is_dir():
        raise StoreError(f"{folder}: no such folder")
    decided = parse(definition or _needed(folder / names.DEFINITION, "--definition"), names.DEFINITION)
    certificate = read_certificate(root) if root is not None else _own_root(folder)
    paths = sorted(path for path in folder.rglob("*.json") if not path.is_symlink() and path.is_file())
    candidates = [(path.relative_to(folder).as_posix(), path) for path in paths]
    read = tuple(_read(name, path, decided, certificate) for name, path in candidates if _is_act(name, path))
    return ActsFolder(definition=decided, root=certificate, own_root=root is None, acts=read)


def print_acts(folder: ActsFolder, out: Path) -> tuple[PrintedAct, ...]:
    """Write a PDF for each good act to `out`, which is created if absent; a paper of that name is replaced."""
    good = [read for read in folder.acts if isinstance(read, ReadAct)]
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"cannot make the folder {out}: {error.strerror}") from error
    return tuple(_printed(folder.definition, read, out) for read in good)


def demand_outside(record: Path, out: Path) -> None:
    """Refuse a place for papers inside the record: its files are fixed. Raises StoreError."""
    if record.resolve() in (out.resolve(), *out.resolve().parents):
        raise StoreError(f"{out} lies in {record}: the files of a record are fixed; give a folder outside")


def precinct_act_pdf(precinct: Precinct, signed: SignedAct) -> bytes:
    """The paper of an act that was just entered, at the precinct itself.

    Raises SignatureError when its signatures are not good, StoreError when it cannot be printed.
    """
    kind = signed_as(signed.act)
    signers = verify_detached(signed.data, signed.signature, trust_of(precinct, signed.act.at), kind)
    return act_pdf(signed.act, definition=precinct.definition, data=signed.data, signatories=signatories_of(signers))


def _printed(definition: Definition, read: ReadAct, out: Path) -> PrintedAct:
    path = out / f"{read.path.removesuffix('.json').removeprefix(f'{names.ACTS}/').replace('/', '-')}.pdf"
    pdf = act_pdf(read.act, definition=definition, data=read.data, signatories=signatories_of(read.signers))
    write_atomically(path, pdf)
    return PrintedAct(read=read, paper=path)


def _is_act(name: str, path: Path) -> bool:
    """Whether a file is one by its name in a record, or says so itself."""
    if names.ACT.match(name):
        return True
    if path.stat().st_size > ACT_BYTES_MAX:
        return False
    try:
        tree = strict_json.read(read_file(path), name)
    except FormatError:
        return False
    if not isinstance(tree, dict):
        return False
    is_signed = path.with_name(names.signature_name(path.name)).is_file()
    return tree.get("format") == ACT_FORMAT or (is_signed and _kind_before_the_day(tree) is not None)


def _kind_before_the_day(tree: dict[str, Any]) -> str | None:
    kind = tree.get("kind", KINDS_BY_FORMAT.get(str(tree.get("format"))))
    return kind if isinstance(kind, str) and kind in ACT_KINDS and "at" in tree else None


def _read(name: str, path: Path, definition: Definition, root: x509.Certificate) -> ReadAct | RefusedAct:
    try:
        data = read_file(path)
        signature = read_file(path.with_name(names.signature_name(path.name)))
        tree = strict_json.read(data, name)
        if isinstance(tree, dict) and tree.get("format") != ACT_FORMAT and _kind_before_the_day(tree) is not None:
            act, signers = _judge_before_the_day(tree, data, signature, definition, root)
            return ReadAct(path=name, act=act, data=data, signers=signers)
        return _judge(name, data, signature, definition, root)
    except (FormatError, SignatureError, StoreError, DefinitionError) as error:
        return RefusedAct(path=name, reason=str(error))


def _judge(
    name: str, data: bytes, signature: bytes, definition: Definition, root: x509.Certificate
) -> ReadAct | RefusedAct:
    """An act of a record, as the verifier judges it."""
    act = ACT_FILE.read(data)
    trust = _trust(act.election, act.precinct, act.at, definition, root)
    signers = verify_detached(data, signature, trust, signed_as(act))
    members = sorted(f"member-{signer.holder.member}" for signer in signers if signer.holder.member is not None)
    if members != sorted(act.members):
        return RefusedAct(path=name, reason="those who signed are not the members that the act names")
    return ReadAct(path=name, act=act, data=data, signers=signers)


def _judge_before_the_day(
    tree: dict[str, Any], data: bytes, signature: bytes, definition: Definition, root: x509.Certificate
) -> tuple[CommissionAct, tuple[SignerIdentity, ...]]:
    """An act of a commission before the day. Raises FormatError when a member of it is not of its kind."""
    try:
        at = datetime.fromisoformat(tree["at"])
        precinct = tree.get("precinct")
        place = definition.precinct(precinct) if isinstance(precinct, int) else None
        kind = _kind_before_the_day(tree) or ""
        named = str(next((tree[key] for key in _NAMED_BY if key in tree), definition.id))
        text = tree.get("text")
        said = Bilingual(text["kk"], text["ru"]) if isinstance(text, dict) else kind_of(kind).title
        act = CommissionAct(
            number=str(next((tree[key] for key in _NUMBERED_BY if key in tree), "–")),
            kind=kind,
            commission=Bilingual(named, named) if place is None else Bilingual(place.name.kk, place.name.ru),
            place=Bilingual(named, named) if place is None else Bilingual(place.address.kk, place.address.ru),
            at=at if at.tzinfo is not None else at.replace(tzinfo=UTC),
            article=str(tree.get("article", "")),
            text=said,
            data=_rest(tree),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise FormatError("act", f"a member is missing or of another kind: {error}") from error
    trust = _trust(tree.get("election", definition.id), precinct, act.at, definition, root)
    return act, _signers(data, signature, trust)


def _rest(tree: dict[str, Any]) -> dict[str, Any]:
    """The members that do not stand elsewhere on the paper; `text` is one when it is not the act's own."""
    own = _SHOWN_ELSEWHERE - ({"text"} if isinstance(tree.get("text"), str) else frozenset())
    return {key: value for key, value in tree.items() if key not in own}


def _signers(data: bytes, signature: bytes, trust: Trust) -> tuple[SignerIdentity, ...]:
    """Those who signed, under the first way of signing that they suffice for. Raises SignatureError."""
    refused_for: list[str] = []
    for kind in SIGNED_AS:
        try:
            return verify_detached(data, signature, trust, kind)
        except SignatureError as error:
            refused_for.append(str(error))
    raise SignatureError("; ".join(dict.fromkeys(refused_for)))


def _trust(
    election: object, precinct: int | None, at: datetime, definition: Definition, root: x509.Certificate
) -> Trust:
    if election != definition.id:
        raise FormatError("election", f"the act is of {election}, not of {definition.id}")
    return Trust(
        root=root,
        at=at,
        training=holder_of(root).training,
        election=str(definition.id),
        precinct=definition.precinct(precinct).commission if precinct is not None else None,
    )


def _needed(path: Path, option: str) -> bytes:
    if not path.is_file():
        raise StoreError(f"there is no {path.name} in {path.parent}: give it by {option}")
    return read_file(path)


def _own_root(folder: Path) -> x509.Certificate:
    data = _needed(folder / names.CERTIFICATES, "--root")
    try:
        return x509.load_pem_x509_certificates(data)[0]
    except UNREADABLE as error:
        raise SignatureError(f"{names.CERTIFICATES} holds no readable certificate") from error


def refused(folder: ActsFolder) -> Sequence[RefusedAct]:
    """The acts of the folder that are not good."""
    return [read for read in folder.acts if isinstance(read, RefusedAct)]
