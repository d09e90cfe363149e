"""What may be claimed about a figure: the strongest sentence its design allows, and no stronger one (rule 8).

Everything is in tables: what a design allows, what a wording needs, which words are reserved for which designs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from impactmeter.domain.indicator import Design, Direction
from impactmeter.domain.message import Message, message
from impactmeter.domain.period import Period

FEWEST_PEOPLE = 10
"""Rule 9: with fewer no percentage points are named and no difference is called more than chance."""
FEWEST_PER_GROUP = 30
"""Under about so many people per group a comparison group is not advised."""


@dataclass(frozen=True)
class ClaimedFigure:
    """A figure about which something is to be said. Texts are in the reader's language, values in words already.

    `difference` is signed: the figure less the earlier one, less the published average, or less the comparison group,
    as the design has it. None: there is none, or none may be named (another definition, within the rounding).
    `is_clear`: whether its interval leaves out 0; None is not known. `unit` as it stands behind a number.
    """

    subject: str
    design: Design | None
    value: Message
    period: Period
    n: int | None = None
    """How many people it is about; for the same people twice, those who answered both times."""
    direction: Direction = Direction.NEUTRAL
    before: Message | None = None
    before_period: Period | None = None
    difference: Decimal | None = None
    is_clear: bool | None = None
    unit: str = ""
    in_points: bool = False
    against: str = ""
    """The published average it is compared with, such as *the mean of the Netherlands*."""


class Wording(StrEnum):
    """How strong a sentence is, from weakest to strongest."""

    FIGURE = "figure"
    DID = "did"
    SAY = "say"
    GROUPS = "groups"
    WENT = "went"
    COMPARED = "compared"
    BESIDE_GROUP = "beside_group"
    CONTRIBUTES = "contributes"
    CAUSED = "caused"


class Need(StrEnum):
    """What must be there before a wording may be used, besides the design."""

    BEFORE = "before"
    DIFFERENCE = "difference"
    AGAINST = "against"
    NO_POINTS_OF_FEW = "no_points_of_few"
    ENOUGH_PEOPLE = "enough_people"
    CLEAR = "clear"


_ALLOWED: dict[Design | None, tuple[Wording, ...]] = {
    None: (Wording.FIGURE,),
    Design.COUNTED: (Wording.DID,),
    Design.ASKED_ONCE: (Wording.SAY,),
    Design.BEFORE_AFTER: (Wording.WENT, Wording.SAY),
    Design.REPEATED_CROSS_SECTION: (Wording.GROUPS, Wording.SAY),
    Design.BENCHMARK: (Wording.COMPARED, Wording.FIGURE),
    Design.COMPARISON_GROUP: (Wording.CONTRIBUTES, Wording.BESIDE_GROUP, Wording.FIGURE),
    Design.RANDOMISED: (Wording.CAUSED, Wording.BESIDE_GROUP, Wording.FIGURE),
}
"""Per design what may be said, strongest first; the later ones are for when something is lacking."""

_NEEDED: dict[Wording, tuple[Need, ...]] = {
    Wording.WENT: (Need.BEFORE, Need.DIFFERENCE),
    Wording.GROUPS: (Need.BEFORE, Need.DIFFERENCE),
    Wording.COMPARED: (Need.AGAINST, Need.DIFFERENCE, Need.NO_POINTS_OF_FEW),
    Wording.BESIDE_GROUP: (Need.DIFFERENCE, Need.NO_POINTS_OF_FEW),
    Wording.CONTRIBUTES: (Need.DIFFERENCE, Need.ENOUGH_PEOPLE, Need.CLEAR),
    Wording.CAUSED: (Need.DIFFERENCE, Need.ENOUGH_PEOPLE, Need.CLEAR),
}

_ABOUT_PEOPLE = {Wording.SAY, Wording.WENT, Wording.GROUPS, Wording.BESIDE_GROUP, Wording.CONTRIBUTES, Wording.CAUSED}
"""Sentences behind which stands about how many people they are."""


def _lacks(figure: ClaimedFigure, need: Need) -> bool:
    few = figure.n is not None and figure.n < FEWEST_PEOPLE
    return {
        Need.BEFORE: figure.before is None or figure.before_period is None,
        Need.DIFFERENCE: figure.difference is None,
        Need.AGAINST: not figure.against.strip(),
        Need.NO_POINTS_OF_FEW: figure.in_points and few,
        Need.ENOUGH_PEOPLE: figure.n is None or few,
        Need.CLEAR: not figure.is_clear or not figure.difference,
    }[need]


@dataclass(frozen=True)
class Claim:
    """The strongest that may be said: sentences in order, why not more, and the one step that would allow more.

    `step` is None when nothing stronger exists.
    """

    wording: Wording
    sentences: tuple[Message, ...]
    why_not_stronger: tuple[Message, ...]
    step: Message | None


def claim_about(figure: ClaimedFigure) -> Claim:
    """The strongest claim that the figure's design and the figure itself allow."""
    lacking: list[Need] = []
    for wording in _ALLOWED[figure.design]:
        unmet = [need for need in _NEEDED.get(wording, ()) if _lacks(figure, need)]
        if not unmet:
            break
        lacking += [need for need in unmet if need not in lacking]
    return Claim(
        wording=wording,
        sentences=(_sentence(figure, wording), *_behind(figure, wording)),
        why_not_stronger=tuple(_reasons(figure.design, lacking)),
        step=_step(figure, lacking),
    )


def _sentence(figure: ClaimedFigure, wording: Wording) -> Message:
    way = _way(figure.difference) if Need.DIFFERENCE in _NEEDED.get(wording, ()) else ""
    return message(
        f"claim.sentence.{wording}{way}",
        subject=figure.subject,
        value=figure.value,
        period=figure.period,
        before=figure.before or "",
        before_period=figure.before_period or "",
        against=figure.against.strip(),
        size=_size(figure),
    )


def _way(difference: Decimal | None) -> str:
    if not difference:
        return "_same"
    return "_more" if difference > 0 else "_less"


def _size(figure: ClaimedFigure) -> Message | str:
    if figure.difference is None:
        return ""
    number = abs(figure.difference)
    return message("claim.size.points" if figure.in_points else "claim.size.plain", number=number, unit=figure.unit)


def _behind(figure: ClaimedFigure, wording: Wording) -> list[Message]:
    """What belongs behind the sentence: about how many people, whether it can be chance, whether it was wished for."""
    told: list[Message] = []
    if wording in _ABOUT_PEOPLE:
        told.append(message("claim.n_unknown") if figure.n is None else message("claim.n", count=figure.n))
    if Need.DIFFERENCE not in _NEEDED.get(wording, ()) or not figure.difference:
        return told
    if figure.is_clear is False:
        return [*told, message("claim.can_be_chance")]
    if figure.direction is not Direction.NEUTRAL:
        is_wished = (figure.difference > 0) is (figure.direction is Direction.UP)
        told.append(message("claim.wished" if is_wished else "claim.not_wished"))
    return told


def _reasons(design: Design | None, lacking: list[Need]) -> list[Message]:
    reasons = [message(f"claim.why.need.{need}") for need in lacking]
    if design is Design.RANDOMISED:  # no design is stronger: only the figure itself can stand in the way
        return reasons
    return [*reasons, message(f"claim.why.design.{design or 'unknown'}")]


def _step(figure: ClaimedFigure, lacking: list[Need]) -> Message | None:
    """What the figure itself lacks comes first; then the next design, as far as the group is large enough for it."""
    if lacking:
        return message(f"claim.step.need.{lacking[0]}")
    if figure.design is Design.RANDOMISED:
        return None
    needs_groups = figure.design in (Design.BENCHMARK, Design.COMPARISON_GROUP)
    few = "_few" if needs_groups and (figure.n is None or figure.n < FEWEST_PER_GROUP) else ""
    return message(f"claim.step.design.{figure.design or 'unknown'}{few}")


# ---- words in free text --------------------------------------------------------------------------------------------

_WITH_OTHERS = frozenset({Design.COMPARISON_GROUP, Design.RANDOMISED})
_RESERVED: tuple[tuple[frozenset[Design], re.Pattern[str]], ...] = (
    (
        frozenset({Design.RANDOMISED}),
        re.compile(
            r"\b(dankzij|door (?:ons|onze)|komt door|zorgde[n]?|zorgt|veroorzaak\w*|leid(?:t|de|en|den) tot|effect van"
            r"|thanks to|because of (?:us|our)|due to|caus(?:e|es|ed|ing)|led to|leads to|result(?:ed|s) in|effect of"
            r")\b",
            re.I,
        ),
    ),
    (
        _WITH_OTHERS,
        re.compile(
            r"\b(dra(?:agt|gen)(?: \w+){0,4} bij|dro(?:eg|egen)(?: \w+){0,4} bij|bijgedragen|aan bij"
            r"|contribut(?:e|es|ed|ing|ion)"
            r"|vergelijkbare groep|controlegroep|comparable group|comparison group|control group)\b",
            re.I,
        ),
    ),
    (
        _WITH_OTHERS | {Design.BENCHMARK},
        re.compile(
            r"\b((?:hoger|lager|meer|minder|beter|slechter|vaker) dan (?:het )?(?:\w+ )?gemiddelde?"
            r"|(?:higher|lower|more|less|better|worse|above|below) (?:than )?(?:the )?(?:\w+ )?average)\b",
            re.I,
        ),
    ),
    (
        _WITH_OTHERS | {Design.BEFORE_AFTER},
        re.compile(r"\b(ging(?:en)? van|went from)\b", re.I),
    ),
    (
        _WITH_OTHERS | {Design.BEFORE_AFTER, Design.REPEATED_CROSS_SECTION},
        re.compile(
            r"\b(ging(?:en)? vooruit|vooruitgegaan|verbeterd|verbeterden?|verbetering"
            r"|improved|improvement|made progress)\b",
            re.I,
        ),
    ),
    (
        frozenset(Design) - {Design.COUNTED},
        re.compile(
            r"\b((?:deelnemers|mensen) (?:zeggen|vinden|ervaren)|(?:participants|people) (?:say|feel|find))\b",
            re.I,
        ),
    ),
)
"""Words in either language, each with the designs that allow them."""


def words_too_strong(text: str, design: Design | None) -> list[str]:
    """The words in a text that say more than the design can show, as they stand there; each once, in their order."""
    found = [hit for designs, words in _RESERVED if design not in designs for hit in words.finditer(text)]
    ordered = (hit.group() for hit in sorted(found, key=lambda hit: hit.start()))
    return list(dict.fromkeys(ordered))


def questions_about_claim(text: str, design: Design | None, field: str | None = None) -> list[Message]:
    """Questions back about words that are too strong, with what may be said instead (rule 15). They stop nothing."""
    instead = message(f"claim.instead.{design or 'unknown'}")
    found = words_too_strong(text, design)
    return [message("claim.too_strong", field=field, found=words, instead=instead) for words in found]
