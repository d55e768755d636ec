"""The pages of a contest and the review: rows in ballot order, Next that is never dead (C14-C17; L 50-5(5))."""

from typing import Final

from sailau.election.ballot import BLANK, Choice, ContestQuestion, refusal_of
from sailau.election.nouns import ContestKind
from sailau.stations.kiosk.making import Making, note
from sailau.stations.kiosk.parts import (
    Button,
    ContestPage,
    Foot,
    Kind,
    Line,
    Name,
    Note,
    Review,
    Reviewed,
    Row,
    Said,
    Tone,
)
from sailau.terminal.kiosk import Did
from sailau.terminal.turn import (
    BLANK_ROW,
    Notice,
    all_rows,
    contest_of,
    is_chosen,
    pages,
    review_pages,
    reviewed,
    rows_a_page,
    rows_shown,
)

# Longest text that a size has room for in a row, in a heading: then the next smaller size, for all rows alike.
NAME_SIZES: Final = (("xl", 36), ("l", 72), ("m", 1_000))
HEADING_SIZES: Final = (("xl", 44), ("l", 66), ("m", 1_000))
HINT_LETTERS: Final = 90
HINT_LETTERS_LARGE: Final = 30
REVIEW_SIZES: Final = (("one", 1), ("two", 2), ("three", 3), ("many", 1_000))
REVIEW_LETTERS: Final = ((30, 1), (60, 2), (1_000, 3))
"""A long name makes a review of few lines smaller: letters, and of how many lines its size is then."""


def contest_page(made: Making) -> ContestPage:
    """The page of the contest that is shown."""
    asked = contest_of(made.ground, made.turn)
    title = made.words(asked.contest.title)
    count = pages(made.turn, asked)
    return ContestPage(
        heading=title,
        heading_size=_size(HEADING_SIZES, len(title[0].text)),
        lead=prompt(made, asked),
        page=_page_name(made, asked) if count > 1 else (),
        dots=tuple(place == made.turn.page for place in range(count)) if count > 1 else (),
        rows=tuple(_row(made, asked, row) for row in rows_shown(made.ground, made.turn)),
        rows_a_page=rows_a_page(made.turn),
        size=_size(NAME_SIZES, max(_letters(name) for name in _all_names(made, asked))),
    )


def contest_foot(made: Making) -> Foot:
    """Back, the hint, and Next: what it says, and whether it will go on."""
    return Foot(
        back=made.button(Did(what="back"), made.say("back"), icon="back"),
        hint=_hint(made, contest_of(made.ground, made.turn)),
        onward=_next(made, contest_of(made.ground, made.turn)),
    )


def prompt(made: Making, asked: ContestQuestion) -> Said:
    """How many answers to choose: one, so many, or at most so many."""
    least, most = asked.question.minimum, asked.question.maximum
    if most == 1:
        return made.say("choose-party" if _parties(asked) else "choose-candidate")
    return made.say("choose-several" if least == most else "choose-up-to", count=most)


def review(made: Making) -> Review:
    """The contests of the page with what is chosen."""
    ahead = reviewed(made.ground, made.turn)
    contests = [made.ground.style.contests[place] for place in ahead]
    last = ahead == review_pages(made.ground, made.turn)[-1]
    chosen = [_names(made, asked) for asked in contests]
    longest = max((_letters(name) for names in chosen for name in names), default=0)
    lines = max(sum(max(1, len(names)) for names in chosen), next(at for most, at in REVIEW_LETTERS if longest <= most))
    return Review(
        heading=made.say("check-choice"),
        lead=(made.say("confirm-if-right"), made.say("cannot-change")) if last else (made.say("review-goes-on"),),
        contests=tuple(_reviewed(made, place, asked) for place, asked in zip(ahead, contests, strict=True)),
        size=_size(REVIEW_SIZES, lines),
    )


def review_foot(made: Making) -> Foot:
    """Back, and the one button that confirms; before the last page, the one that goes on."""
    onward = made.button(Did(what="confirm"), made.say("confirm"), Kind.GO)
    if made.offered("next"):
        onward = made.button(Did(what="next"), made.say("next"), Kind.GO, icon="onward", icon_behind=True)
    return Foot(back=made.button(Did(what="back"), made.say("back"), icon="back"), onward=onward)


def _size(sizes: tuple[tuple[str, int], ...], letters: int) -> str:
    return next(size for size, most in sizes if letters <= most)


def _parties(asked: ContestQuestion) -> bool:
    return asked.contest.kind is ContestKind.PARTIES


def _letters(name: Name) -> int:
    return len(name.first) + len(name.rest) + 1


def _name(made: Making, asked: ContestQuestion, row: int) -> Name:
    if row == BLANK_ROW:
        return Name(made.language, made.say("blank")[0].text)
    return made.name(asked, row)


def _all_names(made: Making, asked: ContestQuestion) -> tuple[Name, ...]:
    return tuple(_name(made, asked, row) for row in all_rows(asked))


def _names(made: Making, asked: ContestQuestion) -> tuple[Name, ...]:
    """What is chosen in a contest, in ballot order."""
    choice = made.turn.choice(asked)
    return tuple(_name(made, asked, row) for row in all_rows(asked) if is_chosen(choice, row))


def _row(made: Making, asked: ContestQuestion, row: int) -> Row:
    name, chosen = _name(made, asked, row), is_chosen(made.turn.choice(asked), row)
    said = (Line(made.language, f"{name.first} {name.rest}".strip()),)
    button = made.button(Did(what="choose", row=row), said, Kind.ROW, pressed=chosen)
    return Row(button=button, name=name, chosen=chosen, word=made.say("chosen"))


def _reviewed(made: Making, place: int, asked: ContestQuestion) -> Reviewed:
    title = made.words(asked.contest.title)
    return Reviewed(
        title=title,
        names=_names(made, asked),
        nothing=made.say("nothing-chosen"),
        change=made.button(Did(what="change", contest=place), made.say("change"), icon="pencil"),
    )


def _span(made: Making, asked: ContestQuestion, page: int) -> tuple[int, int]:
    size = rows_a_page(made.turn)
    return page * size + 1, min((page + 1) * size, len(all_rows(asked)))


def _page_name(made: Making, asked: ContestQuestion) -> Said:
    """Which of the answers are on this page; the blank vote has a row, but is no answer."""
    first, last = _span(made, asked, made.turn.page)
    answers = len(asked.answers)
    if first > answers:
        return ()
    word = "page-parties" if _parties(asked) else "page-candidates"
    return made.say(word, first=first, last=min(last, answers), count=answers)


def _next(made: Making, asked: ContestQuestion) -> Button:
    did = Did(what="next")
    if made.turn.page + 1 < pages(made.turn, asked):
        first, last = _span(made, asked, made.turn.page + 1)
        word = "more-parties" if _parties(asked) else "more-candidates"
        answers = len(asked.answers)
        said = made.say(word, first=first, last=min(last, answers)) if first <= answers else made.say("next")
        return made.button(did, said, Kind.GO, icon="onward", icon_behind=True)
    open_still = refusal_of(asked, made.turn.choice(asked)) is not None
    return made.button(did, made.say("next"), Kind.QUIET if open_still else Kind.GO, icon="onward", icon_behind=True)


def _hint(made: Making, asked: ContestQuestion) -> Note:
    least, most = asked.question.minimum, asked.question.maximum
    choice = made.turn.choice(asked)
    match made.turn.notice:
        case Notice.TOO_FEW:
            said = prompt(made, asked) if most == 1 else made.say("too-few", count=least)
            return note("warn", said, Tone.WARN, strong=True)
        case Notice.TOO_MANY:
            return note("warn", made.say("too-many", count=most), Tone.WARN, strong=True)
        case Notice.NONE:
            pass
    if choice is not BLANK and not choice:
        return note("", made.say("nothing-chosen"))
    names = _names_elsewhere(made, asked, choice)
    if most > 1 and choice is not BLANK:
        return note("", (*made.say("chosen-of", count=len(choice), most=most), *names))
    if pages(made.turn, asked) > 1 or choice is BLANK:
        return note("", made.say("chosen-elsewhere", name=_written(_names(made, asked)[0])))
    return note("", made.say("changed-mind"))


def _names_elsewhere(made: Making, asked: ContestQuestion, choice: Choice) -> Said:
    """The names chosen on other pages, where there is room for them."""
    here = rows_shown(made.ground, made.turn)
    rows = [row for row in all_rows(asked) if is_chosen(choice, row) and row not in here]
    text = ", ".join(_written(_name(made, asked, row)) for row in rows)
    room = HINT_LETTERS_LARGE if made.turn.large else HINT_LETTERS
    return (Line(made.language, text),) if 0 < len(text) <= room else ()


def _written(name: Name) -> str:
    return f"{name.first} {name.rest}".strip()
