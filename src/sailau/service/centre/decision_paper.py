"""A commission's decision on paper, in Kazakh and Russian: grounds, what is ordered, what it changes (L 43(9); M52)."""

from collections.abc import Sequence

from sailau.adapters.pdf import render_paper
from sailau.commission.decision_papers import decision_of
from sailau.election.nouns import Definition
from sailau.formats.v1.notice import NamedSigner
from sailau.formats.v1.publication import DECISION_FILE, DecisionPaper, names
from sailau.protocol.document import Attachment, Bilingual, PaperDocument, PaperKind, Signatory
from sailau.refusal import Text
from sailau.service.act_paper import article_named, paper_head
from sailau.service.centre import decision_words as words
from sailau.service.centre.notice_paper import PLACE, two

HEAD = Bilingual("ШЕШІМ", "РЕШЕНИЕ")
HANGS = Bilingual("комиссияның сайтында жарияланады", "публикуется на сайте комиссии")


def decision_pdf(
    paper: DecisionPaper, definition: Definition, effect: Sequence[Text], signers: Sequence[NamedSigner]
) -> bytes:
    """The PDF with its signature fields; `effect` says what the decision changes. Raises StoreError."""
    return render_paper(decision_document(paper, definition, effect, signers))


def decision_document(
    paper: DecisionPaper, definition: Definition, effect: Sequence[Text], signers: Sequence[NamedSigner]
) -> PaperDocument:
    """A decision as it is printed."""
    matter = decision_of(paper).matter
    reason = paper.reason
    return PaperDocument(
        kind=PaperKind.DECISION,
        head=paper_head(two(paper.commission), PLACE, paper.at, definition),
        title=HEAD,
        number=f"{paper.number:03d}",
        about=two(words.ABOUT[paper.kind]),
        statements=(
            Bilingual(f"{words.REASON.kk}: {reason.kk}", f"{words.REASON.ru}: {reason.ru}"),
            *_told_by(paper),
        ),
        sections=(),
        decision=tuple(two(sentence) for sentence in words.ordered(matter, definition)),
        reasons=tuple(map(two, effect)),
        reasons_heading=two(words.EFFECT),
        acts=(),
        signatures=(),
        fingerprints=(),
        articles=article_named(paper.article),
        hangs=HANGS,
        attachments=(
            Attachment(name=names.decision_file(paper.number).rpartition("/")[2], data=DECISION_FILE.write(paper)),
        ),
        signatories=tuple(Signatory(name=one.name, office=two(one.office), field=one.field) for one in signers),
    )


def _told_by(paper: DecisionPaper) -> tuple[Bilingual, ...]:
    """A court's decision is entered by the commission that was told of it."""
    if paper.body != "court":
        return ()
    return (two(words.COURTS_DECISION),)
