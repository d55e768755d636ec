"""The sealed password: at least 77 bits, typed as people type, printed on two sheets, shown nowhere else (E27, E28)."""

import io
import math
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from sailau.adapters.pdf.envelope import Envelope, render_envelopes
from sailau.errors import InvariantError
from sailau.protocol.document import Bilingual
from sailau.refusal import Refusal
from sailau.service.sealed_password import BITS_MIN, WORDS, SealedPassword, bits, draw_password, typed_password
from sailau.signing.pdf_text import read_pdf
from sailau.words.password import folded, password_words

passwords = st.lists(st.sampled_from(password_words()), min_size=WORDS, max_size=WORDS).map(
    lambda words: SealedPassword(tuple(words))
)


def code(answer: object) -> str:
    assert isinstance(answer, Refusal), answer
    return answer.code


def test_the_password_has_at_least_77_bits_by_the_list_itself() -> None:
    assert bits() == WORDS * math.log2(len(set(password_words()))) == 80 >= BITS_MIN == 77
    assert bits(WORDS - 1) < BITS_MIN


def test_each_word_is_drawn_alone_and_every_word_comes_up() -> None:
    drawn = [word for _ in range(2000) for word in draw_password().words]
    assert set(drawn) == set(password_words())
    # 16,000 draws of 1,024 words: each about 15.6 times; 48 or more of one would be eight deviations away.
    assert max(drawn.count(word) for word in set(drawn[:200])) < 48
    repeated = sum(len(set(draw_password().words)) < WORDS for _ in range(2000))
    assert 5 < repeated < 140, "words are drawn with repetition: about one password in 37 has a word twice"


@settings(deadline=None)
@given(passwords, st.sampled_from([" ", "  ", "\n", " - ", ", "]), st.booleans(), st.booleans(), st.booleans())
def test_it_is_typed_forgivingly(
    password: SealedPassword, between: str, upper: bool, russian: bool, short: bool
) -> None:
    words = [folded(word) if russian else word for word in password.words]
    words = [word[:4] for word in words] if short else words
    text = between.join(word.upper() if upper else word for word in words)
    assert typed_password(f"  {text} ") == password.secret
    numbered = " ".join(f"{number}. {word}" for number, word in enumerate(password.shown, start=1))
    assert typed_password(numbered) == password.secret


def test_a_wrong_order_or_another_word_is_another_password() -> None:
    words = password_words()[:WORDS]
    password = SealedPassword(words)
    assert typed_password(" ".join(reversed(words))) not in (password.secret,)
    assert typed_password(" ".join((*words[:-1], password_words()[20]))) != password.secret


def test_what_cannot_be_the_password_is_told_and_is_no_try() -> None:
    words = list(password_words()[:WORDS])
    assert code(typed_password(" ".join(words[:-1]))) == "password-wrong-number-of-words"
    assert code(typed_password("")) == "password-wrong-number-of-words"
    words[2] = "домбыро"
    refused = typed_password(" ".join(words))
    assert isinstance(refused, Refusal) and refused.code == "password-not-of-the-list"
    assert "3-сөз" in refused.text.kk and "«домбыра»" in refused.text.kk
    assert "слово 3" in refused.text.ru and "word 3" in refused.text.en


def test_the_password_shows_itself_nowhere() -> None:
    password = draw_password()
    assert repr(password) == "SealedPassword()"
    with pytest.raises(InvariantError) as told:
        SealedPassword(("домбыра",) * 7)
    assert "домбыра" not in str(told.value)
    with pytest.raises(InvariantError):
        SealedPassword(("сайлау",) * WORDS)


def test_two_sheets_each_with_words_setup_and_how_to_type() -> None:
    password = draw_password()
    keepers = (Bilingual("Учаскенің данасы", "Экземпляр участка"), Bilingual("Облыстың данасы", "Экземпляр области"))
    sheets = tuple(
        Envelope(
            keeper=keeper,
            election=Bilingual("Президент сайлауы", "Выборы Президента"),
            precinct=Bilingual("№ 25 учаске", "Участок № 25"),
            words=password.shown,
            setup="ab12cd34" * 8,
            short="3F9A 21C7 0B5E 88D1",
            day=date(2005, 12, 4),
            training=False,
        )
        for keeper in keepers
    )
    pdf = render_envelopes(sheets)
    assert render_envelopes(sheets) == pdf
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
    assert len(pages) == 2
    for page, keeper in zip(pages, keepers, strict=True):
        assert keeper.kk in page and keeper.ru in page
        assert all(word in page for word in password.shown)
        assert "3F9A 21C7 0B5E 88D1" in page and "ab12cd34 ab12cd34" in page
        assert "Бес рет қате терілсе" in page and "После пяти ошибок" in page
    assert read_pdf(pdf).tagged
    assert password.shown[0] not in repr(sheets)
