"""The pack judged by somebody else: every step of it repeated, every difference named (E4, E6).

    1 files        the folder holds what the signed manifest lists, byte for byte, and nothing else
    2 signatures   manifest, report and paper are signed by the central commission under the given root
    3 installed    the software that runs here is the accepted one; nothing compiled was put beside it
    4 wheel        it holds the accepted files; built again from the source, it is the same bytes
    5 source       the source given is the one that was accepted
    6 parts        the bill of materials says what the lock files say
    7 tests        the law's rows follow from `law.md` and `tests.xml`; on request the tests are run again
    8 paper        the paper carries the report, and is what the report's data give

A step that cannot be judged (no source was given) says so: it is no finding, and no proof either. The check goes on
after a finding as far as it can.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from cryptography import x509

from sailau.adapters.environment import environment
from sailau.adapters.files import read_file
from sailau.adapters.pdf import render_paper
from sailau.adapters.software import file_fingerprints, foreign_bytecode, software_fingerprint
from sailau.errors import FormatError, SailauError, SignatureError, StoreError
from sailau.formats import strict_json
from sailau.service.acceptance import report as parts
from sailau.service.acceptance import sbom as bill
from sailau.service.acceptance.pack import SIGNATURE_SUFFIX, manifest
from sailau.service.acceptance.paper import report_paper
from sailau.service.acceptance.rows import Outcome, judge_rows, named_tests, read_rows, read_run, run_tests
from sailau.service.acceptance.source import differing, read_source, read_sums
from sailau.service.acceptance.wheel import build_wheel, differences, fingerprints_in
from sailau.signing.cms import verify_detached
from sailau.signing.holder import holder_of
from sailau.signing.pdf import verify_pdf
from sailau.signing.pdf_text import read_pdf
from sailau.signing.roles import DocumentKind
from sailau.signing.trust import SignerIdentity, Trust

STEPS: Final = ("files", "signatures", "installed", "wheel", "source", "parts", "tests", "paper")
BYTES_MAX: Final = 256 << 20
FILES_MAX: Final = 200
_BASE: Final = frozenset({parts.MANIFEST, parts.MANIFEST + SIGNATURE_SUFFIX})


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is not as it was accepted."""

    step: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The check's outcome. `not_judged` says, by step, why a step could not be judged."""

    differences: tuple[Difference, ...]
    not_judged: Mapping[str, str]
    signer: str | None
    report: parts.Tree | None = field(repr=False)

    @property
    def sound(self) -> bool:
        """Whether nothing differs."""
        return not self.differences


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the checker has: the root, maybe a source to build from, maybe the time to run the tests again."""

    root: x509.Certificate
    source: Path | None = None
    repeat_tests: bool = False
    revocation_lists: tuple[bytes, ...] = ()


def check_pack(folder: Path, asked: Asked) -> Judged:
    """Judge a pack. Raises StoreError when the folder is none or cannot be read."""
    return _Check(folder, asked).judged()


class _Check:
    """The steps share the files read, and what was found."""

    def __init__(self, folder: Path, asked: Asked) -> None:
        self._asked = asked
        self._files = _read_folder(folder)
        self._found: list[Difference] = []
        self._not_judged: dict[str, str] = {}
        self._signer: str | None = None
        self._report: parts.Tree | None = None

    def judged(self) -> Judged:
        steps = (
            ("files", self._check_files),
            ("signatures", self._check_signatures),
            ("installed", self._check_installed),
            ("wheel", self._check_wheel),
            ("source", self._check_source),
            ("parts", self._check_parts),
            ("tests", self._check_tests),
            ("paper", self._check_paper),
        )
        for name, step in steps:
            self._step(name, step)
        return Judged(
            differences=tuple(self._found),
            not_judged=self._not_judged,
            signer=self._signer,
            report=self._report,
        )

    def _step(self, name: str, judge: Callable[[], None]) -> None:
        try:
            judge()
        except SailauError as error:
            self._found.append(Difference(name, error.diagnostics()))
        except (KeyError, TypeError, AttributeError) as error:
            self._found.append(Difference(name, f"a member of the report is missing or of another kind: {error}"))

    def _file(self, name: str) -> bytes:
        if name not in self._files:
            raise StoreError(f"{name} is missing")
        return self._files[name]

    def _tree(self) -> parts.Tree:
        if self._report is None:
            raise FormatError(parts.REPORT, "not read")
        return self._report

    def _differ(self, step: str, what: str, expected: object, found: object) -> None:
        if expected != found:
            self._found.append(Difference(step, f"{what}: {found} instead of {expected}"))

    # The steps, in their order.

    def _check_files(self) -> None:
        self._report = parts.read_report(self._file(parts.REPORT))
        listed = self._file(parts.MANIFEST)
        tree = strict_json.read(listed, parts.MANIFEST)
        own = {name: data for name, data in self._files.items() if name not in _BASE}
        if manifest(own) == listed:
            return
        if not isinstance(tree, dict) or tree.get("format") != parts.MANIFEST_FORMAT:
            raise FormatError(parts.MANIFEST, f"not {parts.MANIFEST_FORMAT}")
        expected = {name: str(entry["sha256"]) for name, entry in tree["files"].items()}
        found = {name: hashlib.sha256(data).hexdigest() for name, data in own.items()}
        lines = differing(expected, found) or ["the lengths it gives are not those of the files"]
        self._found += [Difference("files", line) for line in lines]

    def _check_signatures(self) -> None:
        trust, kind = self._trust(), DocumentKind.ACCEPTANCE_REPORT
        signers: list[SignerIdentity] = []
        for name in (parts.MANIFEST, parts.REPORT):
            signers += verify_detached(self._file(name), self._file(name + SIGNATURE_SUFFIX), trust, kind)
        signers += [signed.identity for signed in verify_pdf(self._file(parts.PAPER), trust, kind=kind)]
        if len({signer.fingerprint for signer in signers}) != 1:
            raise SignatureError("manifest, report and paper are not all signed by the same person")
        self._signer = signers[0].holder.name

    def _trust(self) -> Trust:
        tree = self._tree()
        return Trust(
            root=self._asked.root,
            at=datetime.fromisoformat(tree["at"]),
            training=holder_of(self._asked.root).training,
            election=str(tree["election"]),
            revocation_lists=self._asked.revocation_lists,
        )

    def _check_installed(self) -> None:
        accepted = read_sums(self._file(parts.SUMS), parts.SUMS)
        self._found += [Difference("installed", line) for line in differing(accepted, file_fingerprints())]
        self._found += [
            Difference("installed", f"{name}: a compiled copy that is not what its source gives")
            for name in foreign_bytecode()
        ]
        self._differ("installed", "fingerprint", self._tree()["software"]["fingerprint"], software_fingerprint())

    def _check_wheel(self) -> None:
        said = self._tree()["wheel"]
        data = self._file(str(said["name"]))
        self._differ("wheel", "SHA-256", said["sha256"], hashlib.sha256(data).hexdigest())
        accepted = read_sums(self._file(parts.SUMS), parts.SUMS)
        self._found += [Difference("wheel", line) for line in differing(accepted, fingerprints_in(data))]
        if self._asked.source is None:
            self._not_judged["wheel"] = "not built again: no source was given (--source)"
            return
        built = build_wheel(self._asked.source)
        if built.data != data:
            text = f"built again it differs: {', '.join(differences(data, built.data))}"
            self._found.append(Difference("wheel", text))

    def _check_source(self) -> None:
        accepted = read_sums(self._file(parts.SOURCE_SUMS), parts.SOURCE_SUMS)
        said = self._tree()["source"]
        self._differ("source", "list of files", said["sums_sha256"], _sha256(self._file(parts.SOURCE_SUMS)))
        if self._asked.source is None:
            self._not_judged["source"] = "no source was given (--source)"
            return
        found = read_source(self._asked.source)
        self._found += [Difference("source", line) for line in differing(accepted, found.files)]

    def _check_parts(self) -> None:
        data = self._file(parts.SBOM)
        locks = {
            name.partition("/")[2]: held.decode("utf-8", "replace")
            for name, held in self._files.items()
            if name.startswith(f"{bill.LOCKS}/")
        }
        self._differ("parts", "bill of materials", self._tree()["sbom"]["sha256"], _sha256(data))
        self._found += [Difference("parts", line) for line in bill.differences(data, locks)]
        accepted = read_sums(self._file(parts.SOURCE_SUMS), parts.SOURCE_SUMS)
        for name, text in locks.items():
            self._differ("parts", name, accepted.get(f"{bill.LOCKS}/{name}"), _sha256(text.encode()))

    def _check_tests(self) -> None:
        tree, data = self._tree(), self._file(parts.TESTS)
        rows = read_rows(self._file(parts.LAW_COPY).decode("utf-8", "replace"))
        run = read_run(data)
        run_here = bool(tree["tests"]["run_here"])
        if tree["tests"] != parts.tests_tree(data, run, run_here=run_here):
            self._found.append(Difference("tests", "the report counts other outcomes than tests.xml"))
        judged = parts.rows_tree(judge_rows(rows, run))
        self._differ_rows(tree["rows"], judged, "the report says otherwise than law.md and tests.xml")
        for row in judged:
            if row["outcome"] == Outcome.FAILED.value:
                self._found.append(Difference("tests", f"{row['id']}: a test of this row failed"))
        if self._asked.repeat_tests and self._asked.source is not None:
            again = judge_rows(rows, read_run(run_tests(self._asked.source, named_tests(rows))))
            self._differ_rows(judged, parts.rows_tree(again), "run again, its tests ended otherwise")
        elif self._asked.repeat_tests:
            self._not_judged["tests"] = "not run again: no source was given (--source)"

    def _differ_rows(self, expected: list[parts.Tree], found: list[parts.Tree], text: str) -> None:
        told, made = ({row["id"]: row for row in rows} for rows in (expected, found))
        for id_ in sorted({*told, *made}):
            if told.get(id_) != made.get(id_):
                self._found.append(Difference("tests", f"{id_}: {text}"))

    def _check_paper(self) -> None:
        data, pdf = self._file(parts.REPORT), self._file(parts.PAPER)
        if read_pdf(pdf).attachments != {parts.REPORT: data}:
            self._found.append(Difference("paper", "it does not carry the report"))
            return
        signer = verify_pdf(pdf, self._trust(), kind=DocumentKind.ACCEPTANCE_REPORT)[0].identity.holder
        if pdf.startswith(render_paper(report_paper(data, signer))):
            return
        said, here = self._tree()["environment"], environment()
        if (said["system"], said["libraries"]) == (here.system, here.libraries):
            self._found.append(Difference("paper", "it is not what the report's data give when printed"))
        else:
            self._not_judged["paper"] = "not printed again: the libraries here are not those it was printed with"


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _read_folder(folder: Path) -> dict[str, bytes]:
    """Every file of the pack by path; raises StoreError at a link, or when there is far more than a pack has."""
    if not folder.is_dir():
        raise StoreError(f"{folder}: no such folder")
    files: dict[str, bytes] = {}
    total = 0
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            raise StoreError(f"{name} is no plain file")
        if path.is_file():
            total += path.stat().st_size
            if total > BYTES_MAX or len(files) >= FILES_MAX:
                raise StoreError(f"{folder} holds more than a pack can: {name}")
            files[name] = read_file(path)
    return files
