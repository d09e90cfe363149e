"""Rule 8: the sentence that is offered is the strongest the design allows, and never a stronger one."""

import itertools
import re
from decimal import Decimal

import pytest

from impactmeter.domain.claim import (
    ClaimedFigure,
    Need,
    Wording,
    claim_about,
    questions_about_claim,
    words_too_strong,
)
from impactmeter.domain.indicator import Design, Direction
from impactmeter.domain.message import message
from impactmeter.domain.period import Period
from impactmeter.texts import texts_in

TEXTS = {"nl": texts_in("nl"), "en": texts_in("en")}
DESIGNS = [None, *Design]


def value(number):
    return message("progress.value.exact", number=Decimal(number), unit="")


def figure(design, **changes):
    """A figure that has all a claim could want."""
    usual = {
        "subject": "Vertrouwen in de toekomst",
        "design": design,
        "value": value("7.4"),
        "period": Period.year(2025),
        "n": 40,
        "direction": Direction.UP,
        "before": value("6.1"),
        "before_period": Period.year(2024),
        "difference": Decimal("1.3"),
        "is_clear": True,
        "unit": " punten",
        "against": "het gemiddelde in Nederland",
    }
    return ClaimedFigure(**{**usual, **changes})


def said(claim, language="nl"):
    return " ".join(TEXTS[language].of(one) for one in claim.sentences)


STRONGEST = {
    None: "Vertrouwen in de toekomst: 7,4 (2025).",
    Design.COUNTED: "Vertrouwen in de toekomst: we bereikten 7,4 (2025).",
    Design.ASKED_ONCE: "Vertrouwen in de toekomst: 7,4 (2025). Dat zeggen deelnemers zelf. Dit gaat over 40 mensen.",
    Design.BEFORE_AFTER: (
        "Vertrouwen in de toekomst: deelnemers gingen van 6,1 (2024) naar 7,4 (2025). Dit gaat over 40 mensen."
        " Dat is de kant die we op willen."
    ),
    Design.REPEATED_CROSS_SECTION: (
        "Vertrouwen in de toekomst: de groep van 2024 stond op 6,1. De groep van 2025 staat hoger, op 7,4."
        " Dit gaat over 40 mensen. Dat is de kant die we op willen."
    ),
    Design.BENCHMARK: (
        "Vertrouwen in de toekomst: 7,4 (2025). Dat is 1,3 punten hoger dan het gemiddelde in Nederland."
        " Dat is de kant die we op willen."
    ),
    Design.COMPARISON_GROUP: (
        "Vertrouwen in de toekomst: 1,3 punten meer dan een vergelijkbare groep (2025)."
        " Onze aanpak draagt daar waarschijnlijk aan bij. Dit gaat over 40 mensen. Dat is de kant die we op willen."
    ),
    Design.RANDOMISED: (
        "Vertrouwen in de toekomst: onze aanpak zorgde voor 1,3 punten meer (2025). Dit gaat over 40 mensen."
        " Dat is de kant die we op willen."
    ),
}


@pytest.mark.parametrize("design", DESIGNS)
def test_rule_8_each_design_has_its_strongest_sentence(design):
    assert said(claim_about(figure(design))) == STRONGEST[design]


def test_rule_8_each_design_has_its_strongest_sentence_in_english():
    assert said(claim_about(figure(Design.COMPARISON_GROUP, subject="Trust")), "en") == (
        "Trust: 1.3 punten more than a comparable group (2025). Our work probably contributes to that."
        " This is about 40 people. That is the way we want it to go."
    )
    assert said(claim_about(figure(Design.BEFORE_AFTER, subject="Trust", direction=Direction.NEUTRAL)), "en") == (
        "Trust: participants went from 6.1 (2024) to 7.4 (2025). This is about 40 people."
    )


# Written apart from the table in the code, from the field note: what a design may not say.
CAUSE = r"dankzij|door ons|zorgde|zorgt|veroorza|leidde|effect|thanks to|because of us|caus|led to|result|impact"
PROBABLY = r"waarschijnlijk|draagt|droeg|probably|contribut"
GROUP = r"vergelijkbare groep|controlegroep|comparable group|control group"
AVERAGE = r"gemiddelde|average"
WENT = r"gingen|ging |bleven|went|stayed|verbeter|improv"
GROUPS = r"de groep(?:en)? van|the groups? of"
SAY = r"zeggen|say"
FORBIDDEN = {
    None: (CAUSE, PROBABLY, GROUP, AVERAGE, WENT, GROUPS, SAY),
    Design.COUNTED: (CAUSE, PROBABLY, GROUP, AVERAGE, WENT, GROUPS, SAY),
    Design.ASKED_ONCE: (CAUSE, PROBABLY, GROUP, AVERAGE, WENT, GROUPS),
    Design.BEFORE_AFTER: (CAUSE, PROBABLY, GROUP, AVERAGE),
    Design.REPEATED_CROSS_SECTION: (CAUSE, PROBABLY, GROUP, AVERAGE, WENT),
    Design.BENCHMARK: (CAUSE, PROBABLY, GROUP, WENT),
    Design.COMPARISON_GROUP: (CAUSE,),
    Design.RANDOMISED: (),
}
CHOICES = {
    "n": (None, 9, 10),
    "difference": (None, Decimal(0), Decimal("-1.3"), Decimal("1.3")),
    "is_clear": (None, False, True),
    "before": (None, value("6.1")),
    "against": ("", "het gemiddelde in Nederland"),
    "direction": tuple(Direction),
    "in_points": (False, True),
}
EVERY = [dict(zip(CHOICES, chosen, strict=True)) for chosen in itertools.product(*CHOICES.values())]


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("design", DESIGNS)
def test_rule_8_no_design_yields_stronger_words_whatever_the_figure(design, language):
    forbidden = re.compile("|".join(FORBIDDEN[design]) or r"(?!)", re.I)
    sentences = {said(claim_about(figure(design, **chosen)), language) for chosen in EVERY}
    assert [sentence for sentence in sentences if forbidden.search(sentence)] == []
    assert [sentence for sentence in sentences if words_too_strong(sentence, design)] == []
    assert not any("{" in sentence or "  " in sentence for sentence in sentences)


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("design", list(FORBIDDEN)[1:-1])
def test_the_words_that_are_forbidden_are_the_ones_that_stronger_designs_use(design, language):
    """A list that nothing would ever match guards nothing."""
    stronger = " ".join(said(claim_about(figure(other)), language) for other in Design)
    assert all(re.search(words, stronger, re.I) for words in FORBIDDEN[design])


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("design", DESIGNS)
def test_every_claim_has_all_its_texts(design, language):
    for chosen in EVERY:
        claim = claim_about(figure(design, **chosen))
        for one in (*claim.why_not_stronger, *([claim.step] if claim.step else [])):
            assert TEXTS[language].of(one)


WEAKER = [
    (Design.BEFORE_AFTER, {"before": None}, Wording.SAY, Need.BEFORE),
    (Design.BEFORE_AFTER, {"before_period": None}, Wording.SAY, Need.BEFORE),
    (Design.BEFORE_AFTER, {"difference": None}, Wording.SAY, Need.DIFFERENCE),
    (Design.REPEATED_CROSS_SECTION, {"before": None}, Wording.SAY, Need.BEFORE),
    (Design.BENCHMARK, {"against": " "}, Wording.FIGURE, Need.AGAINST),
    (Design.BENCHMARK, {"difference": None}, Wording.FIGURE, Need.DIFFERENCE),
    (Design.BENCHMARK, {"in_points": True, "n": 9}, Wording.FIGURE, Need.NO_POINTS_OF_FEW),
    (Design.COMPARISON_GROUP, {"is_clear": False}, Wording.BESIDE_GROUP, Need.CLEAR),
    (Design.COMPARISON_GROUP, {"is_clear": None}, Wording.BESIDE_GROUP, Need.CLEAR),
    (Design.COMPARISON_GROUP, {"n": 9}, Wording.BESIDE_GROUP, Need.ENOUGH_PEOPLE),
    (Design.COMPARISON_GROUP, {"n": None}, Wording.BESIDE_GROUP, Need.ENOUGH_PEOPLE),
    (Design.COMPARISON_GROUP, {"difference": Decimal(0)}, Wording.BESIDE_GROUP, Need.CLEAR),
    (Design.COMPARISON_GROUP, {"difference": None}, Wording.FIGURE, Need.DIFFERENCE),
    (Design.RANDOMISED, {"is_clear": False}, Wording.BESIDE_GROUP, Need.CLEAR),
    (Design.RANDOMISED, {"n": 9}, Wording.BESIDE_GROUP, Need.ENOUGH_PEOPLE),
    (Design.RANDOMISED, {"n": 9, "in_points": True}, Wording.FIGURE, Need.ENOUGH_PEOPLE),
]


@pytest.mark.parametrize(("design", "lacking", "wording", "need"), WEAKER)
def test_figure_that_lacks_something_is_said_in_weaker_words_with_the_reason_and_the_cure(
    design, lacking, wording, need
):
    claim = claim_about(figure(design, **lacking))
    assert claim.wording is wording
    assert claim.why_not_stronger[0].key == f"claim.why.need.{need}"
    assert claim.step.key == f"claim.step.need.{need}"


def test_every_need_stands_in_the_way_somewhere():
    assert {need for *_, need in WEAKER} == set(Need)


def test_every_wording_is_reached():
    reached = {claim_about(figure(design, **chosen)).wording for design in DESIGNS for chosen in EVERY}
    assert reached == set(Wording)


@pytest.mark.parametrize("design", [design for design in DESIGNS if design is not Design.RANDOMISED])
def test_every_design_but_a_lottery_says_why_not_stronger_and_what_would_allow_it(design):
    claim = claim_about(figure(design))
    assert [one.key for one in claim.why_not_stronger] == [f"claim.why.design.{design or 'unknown'}"]
    assert claim.step.key == f"claim.step.design.{design or 'unknown'}"


def test_nothing_is_stronger_than_a_lottery():
    claim = claim_about(figure(Design.RANDOMISED))
    assert (claim.why_not_stronger, claim.step) == ((), None)


@pytest.mark.parametrize(("n", "few"), [(None, True), (29, True), (30, False)])
def test_small_groups_are_not_sent_to_a_comparison_group_or_a_lottery(n, few):
    benchmark = claim_about(figure(Design.BENCHMARK, n=n)).step.key
    assert benchmark == ("claim.step.design.benchmark_few" if few else "claim.step.design.benchmark")
    if n is not None:
        group = claim_about(figure(Design.COMPARISON_GROUP, n=n)).step.key
        assert group == ("claim.step.design.comparison_group_few" if few else "claim.step.design.comparison_group")


@pytest.mark.parametrize(
    ("direction", "difference", "wished"),
    [
        (Direction.UP, "1.3", "claim.wished"),
        (Direction.UP, "-1.3", "claim.not_wished"),
        (Direction.DOWN, "1.3", "claim.not_wished"),
        (Direction.DOWN, "-1.3", "claim.wished"),
        (Direction.NEUTRAL, "1.3", None),
        (Direction.NEUTRAL, "-1.3", None),
        (Direction.UP, "0", None),
    ],
)
@pytest.mark.parametrize("design", [Design.BEFORE_AFTER, Design.BENCHMARK, Design.RANDOMISED])
def test_rule_7_direction_is_not_judgement_and_neutral_is_never_called_good_or_bad(
    design, direction, difference, wished
):
    claim = claim_about(figure(design, direction=direction, difference=Decimal(difference)))
    keys = {one.key for one in claim.sentences} & {"claim.wished", "claim.not_wished"}
    assert keys == ({wished} if wished else set())


def test_difference_that_can_be_chance_is_said_so_and_not_called_wished():
    keys = [one.key for one in claim_about(figure(Design.BEFORE_AFTER, is_clear=False)).sentences]
    assert keys == ["claim.sentence.went_more", "claim.n", "claim.can_be_chance"]


def test_counted_outputs_are_not_said_to_be_about_so_many_people():
    assert [one.key for one in claim_about(figure(Design.COUNTED)).sentences] == ["claim.sentence.did"]


def test_rule_9_points_of_few_people_are_not_named():
    for design in Design:
        sentence = said(claim_about(figure(design, n=9, in_points=True)))
        assert "procentpunt" not in sentence


def test_a_fall_is_said_as_a_fall_without_a_minus_sign():
    sentence = said(claim_about(figure(Design.RANDOMISED, difference=Decimal("-4"), in_points=True, n=80)))
    assert "zorgde voor 4 procentpunt minder" in sentence


@pytest.mark.parametrize(
    ("text", "design", "found"),
    [
        ("Dankzij ons vonden 20 mensen werk.", Design.BEFORE_AFTER, ["Dankzij"]),
        ("Onze aanpak zorgde voor minder schulden.", Design.COMPARISON_GROUP, ["zorgde"]),
        ("Onze aanpak zorgde voor minder schulden.", Design.RANDOMISED, []),
        ("Dit leidde tot 5 punten meer dan een vergelijkbare groep.", Design.BENCHMARK, ["leidde tot", "vergelijkbare groep"]),
        ("Wij dragen daar waarschijnlijk aan bij.", Design.COMPARISON_GROUP, []),
        ("Wij dragen daar waarschijnlijk aan bij.", Design.BEFORE_AFTER, ["dragen daar waarschijnlijk aan bij"]),
        ("Dat is hoger dan het landelijk gemiddelde.", Design.BEFORE_AFTER, ["hoger dan het landelijk gemiddelde"]),
        ("Dat is hoger dan het landelijk gemiddelde.", Design.BENCHMARK, []),
        ("Deelnemers gingen van een 5 naar een 7.", Design.ASKED_ONCE, ["gingen van"]),
        ("Deelnemers gingen van een 5 naar een 7.", Design.REPEATED_CROSS_SECTION, ["gingen van"]),
        ("Deelnemers gingen van een 5 naar een 7.", Design.BEFORE_AFTER, []),
        ("Deelnemers zeggen dat het beter gaat.", Design.COUNTED, ["Deelnemers zeggen"]),
        ("Deelnemers zeggen dat het beter gaat.", Design.ASKED_ONCE, []),
        ("We begeleidden 40 mensen.", Design.COUNTED, []),
        ("Thanks to us debts fell, and this led to calm. Thanks to us!", Design.ASKED_ONCE, ["Thanks to", "led to"]),
        ("Our work caused it.", None, ["caused"]),
        ("Participants improved.", Design.COUNTED, ["improved"]),
        ("", Design.COUNTED, []),
    ],
)  # fmt: skip
def test_words_in_free_text_that_the_design_cannot_carry_are_found(text, design, found):
    assert words_too_strong(text, design) == found


def test_rule_15_words_that_are_too_strong_get_a_question_with_what_may_be_said_instead():
    (asked,) = questions_about_claim("Dankzij onze hulp.", Design.ASKED_ONCE, "note")
    assert asked.field == "note"
    assert TEXTS["nl"].of(asked) == "‘Dankzij’ zegt meer dan deze meting laat zien. Zeg liever ‘deelnemers zeggen’."


@pytest.mark.parametrize("design", [design for design in DESIGNS if design is not Design.RANDOMISED])
def test_every_design_says_what_may_be_said_instead(design):
    (asked,) = questions_about_claim("Dat kwam dankzij onze inzet.", design)
    for texts in TEXTS.values():
        assert texts.of(asked)


def test_a_lottery_may_say_everything():
    everything = "Dankzij ons, door onze hulp, verbeterd, droeg bij, hoger dan gemiddeld, deelnemers zeggen"
    assert questions_about_claim(everything, Design.RANDOMISED) == []
