from hypothesis import given
from hypothesis import strategies as st

from impactmeter.domain.text_comparison import Change, Piece, compare_texts, pair_up


def side(pieces, other):
    return "".join(piece.text for piece in pieces if piece.change is not other)


@given(st.text(alphabet="ab \n", max_size=30), st.text(alphabet="ab \n", max_size=30))
def test_both_texts_can_be_read_back_whole(before, now):
    pieces = compare_texts(before, now)
    assert (side(pieces, Change.NEW), side(pieces, Change.GONE)) == (before, now)


def test_only_the_words_that_differ_are_marked():
    pieces = compare_texts("mensen aan het werk", "jonge mensen aan het werk")
    assert [piece for piece in pieces if piece.change is not Change.SAME] == [Piece("jonge ", Change.NEW)]


def test_another_text_altogether_stands_as_a_whole():
    assert compare_texts("fietsen maken", "koken voor buren") == [
        Piece("fietsen maken", Change.GONE),
        Piece("koken voor buren", Change.NEW),
    ]


def test_lines_stand_beside_the_line_that_took_their_place():
    gone, new = ["we leren mensen lassen", "praten"], ["we leren mensen timmeren", "buurtfeest"]
    assert pair_up(gone, new) == [
        ("we leren mensen lassen", "we leren mensen timmeren"),
        ("praten", ""),
        ("", "buurtfeest"),
    ]
