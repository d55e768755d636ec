"""Acts on paper (E8, E22, E36): each kind has a title, none of the data is missing, the paper is bound to the data."""

import ast
import hashlib
import io
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any

import pypdf
import pytest

import sailau
from sailau.election.definition import canonical, fingerprint, short_fingerprint
from sailau.election.examples import EXAMPLE_PRECINCT, president_2005
from sailau.formats.v1.record import ACT_FILE, Act, acts
from sailau.formats.v1.record import Bilingual as Both
from sailau.protocol.document import Bilingual, Signatory
from sailau.service.act_kinds import ACT_KINDS
from sailau.service.act_paper import CommissionAct, act_paper, act_pdf, article_named

SOURCE = Path(sailau.__file__).parent
DEFINITION = president_2005(voters=1200, terminals=2)
AT = datetime(2005, 12, 4, 6, 30, tzinfo=timezone(timedelta(hours=5)))
CHAIR = Signatory(name="Әбішева Гүлнәр", office=Bilingual("төраға", "председатель"), digital="✓ ЭЦҚ · ЭЦП 01ab")
SECRETARY = Signatory(name="Ким Вера", office=Bilingual("хатшы", "секретарь"))


def act(kind: str = "zero_report", **data: Any) -> Act:
    return Act(
        number=3,
        kind=kind,
        election=str(DEFINITION.id),
        precinct=EXAMPLE_PRECINCT,
        uuid="1" * 14,
        at=AT,
        article="L 50-5(1), R 4(1)",
        text=Both("Жәшік бос.", "Ящик пуст."),
        members=("member-1", "member-3"),
        explains=("relation-closing",),
        data=data,
    )


@cache
def kinds_in_source() -> dict[str, str]:
    """Every kind that the program gives to an act, with the file that does: `kind=` of Matter and Act, `_act(…)`."""
    found: dict[str, str] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                for value in _kinds(node):
                    found[value] = path.relative_to(SOURCE).as_posix()
    return found


def _kinds(call: ast.Call) -> list[str]:
    assert isinstance(call.func, ast.Name)
    values: list[ast.expr] = []
    if call.func.id in ("Matter", "Act", "CommissionAct"):
        values = [word.value for word in call.keywords if word.arg == "kind"]
    if call.func.id == "_act":
        values = call.args[1:2]
    constants = [value.value for value in values if isinstance(value, ast.Constant)]
    named = [getattr(acts, value.id, None) for value in values if isinstance(value, ast.Name)]
    return [value for value in (*constants, *named) if isinstance(value, str)]


def test_the_search_for_kinds_finds_those_of_the_day() -> None:
    known = {
        "installation",
        "zero_report",
        "restart",
        "tour_voided",
        "key_lost",
        "credentials_destroyed_by_territorial",
    }
    assert known <= set(kinds_in_source())


def test_every_kind_that_the_program_enters_has_a_title() -> None:
    assert {kind: where for kind, where in kinds_in_source().items() if kind not in ACT_KINDS} == {}


@pytest.mark.parametrize("kind", sorted(ACT_KINDS))
def test_titles_and_labels_are_in_two_languages(kind: str) -> None:
    described = ACT_KINDS[kind]
    for text in (described.title, *described.labels.values()):
        assert text.kk.strip()
        assert text.ru.strip()
    assert described.title.kk != described.title.ru


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())


def test_paper_tells_the_act_in_both_languages_and_who_signed() -> None:
    made = act(setup="ab" * 32, voters=1200, ballots=0)
    text = text_of(act_pdf(made, definition=DEFINITION, data=ACT_FILE.write(made), signatories=(CHAIR, SECRETARY)))
    place = DEFINITION.precinct(EXAMPLE_PRECINCT)
    for part in (
        *(DEFINITION.title.kk, DEFINITION.title.ru, place.name.kk.split()[1], "№ 3"),
        *("Жәшік бос.", "Ящик пуст.", "нөлдік есеп", "нулевой отчёт"),
        *("Тізімдегі сайлаушылар", "Избирателей в списке", "одна тысяча двести", "бір мың екі жүз"),
        *("50-5-бап, 1-тармақ", "ст. 50-5, п. 1", "Правила Центральной избирательной комиссии, п. 4"),
        *("Әбішева Гүлнәр", "председатель", "хатшы", "ЭЦП 01ab", "relation-closing", "4 декабря 2005"),
        short_fingerprint(fingerprint(canonical(DEFINITION))),
    ):
        assert part in text, part


def test_paper_is_bound_to_the_bytes_that_were_signed() -> None:
    made = act(setup="ab" * 32)
    data = ACT_FILE.write(made)
    pdf = act_pdf(made, definition=DEFINITION, data=data)
    assert pypdf.PdfReader(io.BytesIO(pdf)).attachments == {"003-zero_report.json": [data]}
    assert hashlib.sha256(data).hexdigest() in text_of(pdf).replace(" ", "")
    assert act_pdf(made, definition=DEFINITION, data=data) == pdf
    other = ACT_FILE.write(act(setup="cd" * 32))
    assert act_pdf(made, definition=DEFINITION, data=other) != pdf


def test_nothing_of_unknown_data_is_missing() -> None:
    made = act("invented_kind", tour=2, odd={"deep": ["terminal-1", True, None]}, rows=[{"id": "a"}, {"id": "b"}])
    paper = act_paper(made, definition=DEFINITION)
    assert [(line.label.ru, line.value) for line in paper.sections[0].lines] == [("tour", 2)]
    facts = [(fact.label.ru, fact.value) for fact in paper.facts]
    assert ("odd · deep", "terminal-1, иә / да, –") in facts
    assert {("rows · 1 · id", "a"), ("rows · 2 · id", "b")} <= set(facts)


def test_members_are_named_by_number_where_no_signature_names_them() -> None:
    values = [fact.value for fact in act_paper(act(), definition=DEFINITION).facts]
    assert "member-1, member-3" in values
    signed = act_paper(act(), definition=DEFINITION, signatories=(CHAIR,))
    assert "member-1, member-3" not in [fact.value for fact in signed.facts]


def test_a_number_too_large_for_words_is_printed_all_the_same() -> None:
    paper = act_paper(act(voters=10**12, ballots=-1), definition=DEFINITION)
    assert {"1000000000000", "-1"} <= {fact.value for fact in paper.facts}


def test_an_act_of_a_commission_before_the_day_is_printed_the_same_way() -> None:
    made = CommissionAct(
        number="7",
        kind="credentials_destroyed_by_territorial",
        commission=Bilingual("Аумақтық комиссия", "Территориальная комиссия"),
        place=Bilingual("Ақсамал", "Аксамал"),
        at=AT,
        article="L 43(4)",
        text=Bilingual("Көшірмелер жойылды.", "Копии уничтожены."),
        data={"credentials": 3000},
    )
    text = text_of(act_pdf(made, definition=DEFINITION))
    for part in ("Территориальная комиссия", "Аксамал", "Копии уничтожены.", "три тысячи", "№ 7"):
        assert part in text, part


@pytest.mark.parametrize(
    ("article", "kk", "ru"),
    [
        ("L 50-1(5)", "50-1-бап, 5-тармақ", "ст. 50-1, п. 5"),
        ("L 43(4), 43(3-1)", "43-бап, 4-тармақ; 43-бап, 3-1-тармақ", "ст. 43, п. 4; ст. 43, п. 3-1"),
        ("R 8, 11", "8-тармақ; 11-тармақ", "п. 8; п. 11"),
    ],
)
def test_articles_are_named_as_people_read_them(article: str, kk: str, ru: str) -> None:
    named = article_named(article)
    assert named.kk.partition(", ")[2] == kk
    assert named.ru.partition(", ")[2] == ru


def test_an_article_of_another_form_is_left_as_it_is() -> None:
    assert article_named("ГОСТ 34.10, § 5") == Bilingual("ГОСТ 34.10, § 5", "ГОСТ 34.10, § 5")
