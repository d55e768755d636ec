"""Annexes of a long notice: printed one after another, named and hashed in its data, signed as it is (L 50-7(1); E46).

The layout of a table keeps all of it in memory, two thirds of a megabyte a row; so only one annex is laid out at a
time, and each is on the disk before the next is begun. The notice is drawn up last and names the hash of every annex:
of the bytes that were printed, which signatures leave as they are and follow.
"""

import gc
import hashlib
from dataclasses import replace
from pathlib import Path

from sailau.adapters.files import read_file, write_atomically
from sailau.adapters.pdf import render_paper
from sailau.election.nouns import Definition
from sailau.errors import FormatError
from sailau.formats.v1.notice import NOTICE_DATA, Annex, NoticeData
from sailau.formats.v1.publication import NoticePaper, names
from sailau.protocol.document import PaperDocument, PaperKind, Signatory
from sailau.service.act_paper import article_named, paper_head
from sailau.service.centre import notice_words as words
from sailau.service.centre.notice_paper import PLACE, definition_print, tables_of, two
from sailau.service.centre.notice_sheets import CUT, Cut, Sheet, is_annex, sheets_of, summed
from sailau.service.centre.signed_papers import annexes_beside, remove_annexes


def print_annexes(
    path: Path, notice: NoticePaper, data: NoticeData, definition: Definition, cut: Cut = CUT
) -> tuple[NoticePaper, NoticeData]:
    """Print the annexes of the notice that will lie at `path`, if it is a long one; the notice that names them.

    Annexes of an earlier draft are taken away. Raises StoreError.
    """
    remove_annexes(path)
    sheets = sheets_of(data.rows, cut)
    if not sheets:
        return notice, data
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = []
    for number, sheet in enumerate(sheets, 1):
        name = names.annex_name(notice.number, notice.kind, number)
        printed = render_paper(annex_paper(notice, data, definition, sheet, (number, len(sheets))))
        write_atomically(path.with_name(name), printed)
        found.append(
            Annex(
                file=name,
                first=sheet.first,
                last=sheet.last,
                size=len(printed),
                sha256=hashlib.sha256(printed).hexdigest(),
            )
        )
        del printed
        gc.collect()  # a layout is full of references in circles: it goes before the next one is made
    data = replace(data, annexes=tuple(found))
    return replace(notice, data=NOTICE_DATA.encode(data)), data


def annex_paper(
    notice: NoticePaper, data: NoticeData, definition: Definition, sheet: Sheet, place: tuple[int, int]
) -> PaperDocument:
    """An annex as it is printed; `place`: which one of how many."""
    kind, (number, annexes) = words.KIND_WORDS[notice.kind], place
    own = replace(data, rows=sheet.rows, total=summed(sheet.rows, data.total.unit))
    about = words.annex_of(kind.head, notice.number, number, annexes, (sheet.first, sheet.last))
    return PaperDocument(
        kind=PaperKind.NOTICE,
        head=paper_head(two(data.issuer.name), PLACE, notice.at, definition),
        title=two(words.ANNEX),
        number=f"{notice.number:03d}-{number}",
        about=two(about),
        statements=(two(notice.title),),
        sections=(),
        tables=tuple(tables_of(own, sheet.first, words.ANNEX_TOTAL)),
        decision=(),
        acts=(),
        signatures=(),
        fingerprints=(definition_print(data),),
        articles=article_named(notice.article),
        hangs=two(kind.hangs),
        signatories=tuple(Signatory(name=one.name, office=two(one.office), field=one.field) for one in data.signers),
    )


def demand_annexes(path: Path, data: NoticeData) -> None:
    """Raise FormatError unless the annexes beside the notice at `path` are those that its data name. StoreError."""
    for one in data.annexes or ():
        if not is_annex(one, read_file(path.with_name(one.file))):
            raise FormatError(one.file, f"it is not the annex that {path.name} names: draw the notice up anew")
    named = {one.file for one in data.annexes or ()}
    other = [found.name for found in annexes_beside(path) if found.name not in named]
    if other:
        raise FormatError(other[0], f"{path.name} names no such annex")
