"""docs/format/v1.md tells an outsider every figure, relation and finding: what the verifier can say stands there."""

import ast
import re
from pathlib import Path

import sailau.verifier
from sailau.law.paper_form import (
    PAPER_CONTEST_FIGURES,
    PAPER_CONTEST_RELATIONS,
    PAPER_FIGURES,
    PAPER_MEMBERS_RELATION,
    PAPER_RELATIONS,
    PAPER_VOTES_RELATIONS,
    SUMMARY_CONTEST_FIGURES,
    SUMMARY_CONTEST_RELATIONS,
    SUMMARY_FIGURES,
    SUMMARY_RELATIONS,
)
from sailau.law.protocol_form import FIGURES, RELATIONS
from sailau.law.protocol_relations import MEMBERS_RELATION
from sailau.verifier.record.explained import EXPLAINABLE

DOCUMENT = (Path(__file__).parents[2] / "docs" / "format" / "v1.md").read_text(encoding="utf-8")
NAMED = set(re.findall(r"`([a-z0-9_-]+)`", DOCUMENT))
CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
REPORTS = {"defect", "remark", "Flaw", "claim"}


def codes_in_source() -> set[str]:
    """Every text that the verifier's source hands over as the code of a finding."""
    found: set[str] = set()
    for source in Path(sailau.verifier.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in REPORTS:
                texts = [arg.value for arg in node.args[:2] if isinstance(arg, ast.Constant)]
                found |= {text for text in texts if isinstance(text, str) and CODE.fullmatch(text)}
    return found


def test_every_code_of_a_finding_stands_in_the_document() -> None:
    codes = codes_in_source()
    assert len(codes) > 80
    assert not codes - NAMED


def test_every_figure_and_relation_stands_in_the_document() -> None:
    assert not {figure.id for figure in FIGURES} - NAMED
    assert not {relation.id for relation in (*RELATIONS, MEMBERS_RELATION)} - NAMED


def test_every_line_and_relation_of_a_mixed_precinct_stands_in_the_document() -> None:
    lines = (*PAPER_FIGURES, *PAPER_CONTEST_FIGURES, *SUMMARY_FIGURES, *SUMMARY_CONTEST_FIGURES)
    assert not {line.id for line in lines} - NAMED
    relations = (*PAPER_RELATIONS, PAPER_MEMBERS_RELATION, *PAPER_CONTEST_RELATIONS, *PAPER_VOTES_RELATIONS)
    summary = (*SUMMARY_RELATIONS, *SUMMARY_CONTEST_RELATIONS)
    assert not {relation.id for relation in (*relations, *summary)} - NAMED


def test_what_may_be_explained_stands_in_the_document() -> None:
    chapter = DOCUMENT.partition("## 8 ")[2].partition("## 9 ")[0]
    assert set(re.findall(r"`([a-z0-9-]+)`", chapter)) == EXPLAINABLE | {"explains"}
