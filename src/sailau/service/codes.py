"""The list of control codes that is attached to the protocol (R 11, R 19; C18, C19)."""

from sailau.adapters.pdf import render_code_list
from sailau.election.ballot import ControlQuestion, control_answer
from sailau.election.nouns import ByChoice, Language
from sailau.formats.v1.record import CODES_FILE, CodeList, CodeNumbers, CodesByChoice, ContestCodes, code_text
from sailau.formats.v1.record import Bilingual as RecordText
from sailau.formats.v1.tally import Result
from sailau.protocol.document import Attachment, Bilingual, CodeGroup, CodeListDocument, CodeSection
from sailau.service.heads import head_of
from sailau.service.precinct import Precinct

_TITLE = Bilingual("Тексеру кодтарының тізімі", "Список контрольных кодов")
_EXPLANATION = Bilingual(
    "Есепке алынған бюллетеньдердің кодтары. Өз кодыңыз осы тізімде болса, бюллетеніңіз саналған.",
    "Коды учтённых бюллетеней. Если Ваш код есть в списке, Ваш бюллетень учтён.",
)
_ARTICLES = Bilingual("Қағидалар, 11, 19-тармақтар", "Правила, пункты 11, 19")
_HANGS = Bilingual("Хаттаманың көшірмесімен бірге екі күн ілінеді", "Вывешивается на два дня вместе с копией протокола")


def code_list(precinct: Precinct, result: Result) -> CodeList:
    """Make the list from the opened control answers. Raises FormatError when one is not a lawful code."""
    printout = precinct.definition.rules.code_printout
    if not isinstance(printout, ByChoice):
        (control,) = precinct.style.controls
        codes = [code_text(control_answer(control, row).code) for row in result.result[control.index]]
        return CodeNumbers(codes=tuple(sorted(codes)))
    return CodesByChoice(
        contests=tuple(_contest_codes(control, result) for control in precinct.style.controls),
        risk=RecordText(printout.risk.kk, printout.risk.ru),
    )


def _contest_codes(control: ControlQuestion, result: Result) -> ContestCodes:
    answers = [control_answer(control, row) for row in result.result[control.index]]
    rows = sorted((code_text(answer.code), answer.choice) for answer in answers)
    contest = str(control.contest.contest.id) if control.contest is not None else ""
    return ContestCodes(contest=contest, rows=tuple(rows))


def code_list_pdf(precinct: Precinct, codes: CodeList, fingerprint: str) -> bytes:
    """Render codes.pdf."""
    risk = None
    if isinstance(codes, CodesByChoice):
        risk = Bilingual(codes.risk.kk, codes.risk.ru)
        sections = tuple(_section(precinct, contest) for contest in codes.contests)
    else:
        sections = (CodeSection(heading=None, groups=(CodeGroup(answer=None, codes=codes.codes),)),)
    document = CodeListDocument(
        head=head_of(precinct, fingerprint),
        title=_TITLE,
        explanation=_EXPLANATION,
        risk=risk,
        sections=sections,
        articles=_ARTICLES,
        hangs=_HANGS,
        attachments=(Attachment(name="codes.json", data=CODES_FILE.write(codes)),),
    )
    return render_code_list(document)


def _section(precinct: Precinct, contest: ContestCodes) -> CodeSection:
    asked = next(item for item in precinct.style.contests if item.contest.id == contest.contest)
    blank = Bilingual("бос дауыс", "пустой голос")
    groups = []
    for number in sorted({choice for _, choice in contest.rows}, key=lambda choice: choice or 0):
        codes = tuple(code for code, choice in contest.rows if choice == number)
        name = None
        if number is not None:
            answer = asked.answers[number - 1] if number else None
            name = Bilingual(answer.text(Language.KK), answer.text(Language.RU)) if answer is not None else blank
        groups.append(CodeGroup(answer=name, codes=codes))
    title = asked.contest.title
    return CodeSection(heading=Bilingual(title.kk, title.ru), groups=tuple(groups))
