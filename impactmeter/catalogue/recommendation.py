"""Recommending indicators for an objective: few, with the reasons, and what reporting them costs."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from os.path import commonprefix

from impactmeter.catalogue.catalogue import Catalogue, fold
from impactmeter.domain.indicator import Indicator, Place, Stage
from impactmeter.domain.message import Message, message

AT_MOST = 6
"""More than six cannot be compared, and few firms keep up more (issue 3)."""
HIGHEST_LEVEL = 5
OUTPUTS_FIRST_UP_TO = 3
"""Up to this level on the path outputs come first; after it, effects (issue 3)."""
MOST_OF_THE_OTHER_PLACE = 2
"""So that whoever starts with outputs also sees where it leads, and the other way round."""


@dataclass(frozen=True)
class Recommendation:
    """An indicator, why it is proposed (message keys `recommendation.*`), and its reporting minutes in a year."""

    indicator: Indicator
    reasons: tuple[Message, ...]
    minutes: int


def recommend(
    catalogue: Catalogue,
    goal_category: str,
    *,
    stage: Stage | None = None,
    level: int = 0,
    words: str = "",
    target_group: str = "",
    chosen: Collection[str] = (),
    language: str = "nl",
) -> list[Recommendation]:
    """At most six indicators of the category that are in use and not chosen yet, the best first.

    `stage` keeps to one place in the theory of change; without it the place that the level asks for comes first, with
    at most two of the other. `words` is what the objective says and `target_group` for whom: they decide between
    indicators of one place. `language` is that of the names inside the reasons.
    """
    fits = [one for one in catalogue.in_category(goal_category) if _may_be_proposed(one, stage, chosen)]
    asked_place = Place.OUTPUT if level <= OUTPUTS_FIRST_UP_TO else Place.EFFECT
    order = {one.id: number for number, one in enumerate(catalogue.indicators)}
    fits.sort(key=lambda one: (-_points(one, level, asked_place, words, target_group), order[one.id]))
    if stage is None:
        fits = _mostly(fits, asked_place)
    category = catalogue.category(goal_category)
    label = category.label.in_language(language) if category else goal_category
    return [
        Recommendation(one, tuple(_reasons(one, label, level, words, target_group)), one.minutes)
        for one in fits[:AT_MOST]
    ]


def _may_be_proposed(indicator: Indicator, stage: Stage | None, chosen: Collection[str]) -> bool:
    usable = indicator.retired is None and indicator.accepts_figures and indicator.place is not None
    return usable and indicator.id not in chosen and (stage is None or _stands_at(indicator, stage))


def _stands_at(indicator: Indicator, stage: Stage) -> bool:
    """A file that names no stage of its own says only output or effect, so an effect fits both stages of effect."""
    if indicator.stage is not None:
        return indicator.stage is stage
    return (indicator.place is Place.OUTPUT) == (stage is Stage.OUTPUT)


def _mostly(indicators: list[Indicator], place: Place) -> list[Indicator]:
    """The asked place first, then some of the other; more of the other only when the asked place runs out."""
    asked = [one for one in indicators if one.place is place]
    other = [one for one in indicators if one.place is not place]
    kept = asked[: max(AT_MOST - min(MOST_OF_THE_OTHER_PLACE, len(other)), 0)]
    return [*kept, *other[: AT_MOST - len(kept)]]


def _points(indicator: Indicator, level: int, asked_place: Place, words: str, target_group: str) -> int:
    points = 8 if indicator.place is asked_place else 0
    points += 6 if matching_word(indicator, words) else 0
    points += 4 if _next_level(level) in indicator.levels else 0
    points += 3 if _same_group(indicator, target_group) else 0
    return points


def _reasons(indicator: Indicator, category: str, level: int, words: str, target_group: str) -> list[Message]:
    reasons = [message("recommendation.category", category=category)]
    word = matching_word(indicator, words)
    if word:
        reasons.append(message("recommendation.word", word=word))
    if _same_group(indicator, target_group):
        reasons.append(message("recommendation.target_group", group=target_group.strip()[:120]))
    if _next_level(level) in indicator.levels:
        key = "first_level" if level < 1 else "level" if level < HIGHEST_LEVEL else "highest_level"
        reasons.append(message(f"recommendation.{key}", level=level, next=_next_level(level)))
    if indicator.place is not None:
        reasons.append(message(f"recommendation.{indicator.place.value}"))
    return reasons


def minutes_of(recommendations: Iterable[Recommendation]) -> int:
    """What reporting all of them costs in a year."""
    return sum(one.minutes for one in recommendations)


def _next_level(level: int) -> int:
    """The lowest level at which figures are asked, or the one above the level reached."""
    return min(max(level + 1, 3), HIGHEST_LEVEL)


def matching_word(indicator: Indicator, words: str) -> str:
    """The first everyday word or subject of the indicator, in either language, that occurs in what somebody wrote."""
    written = fold(words)
    everyday = (*indicator.recommended_for, *indicator.everyday_words.nl, *indicator.everyday_words.en)
    return next((word for word in everyday if written and _stands_in(fold(word), written)), "")


SHORTEST_STEM = 5
"""`eenzame` and `eenzaam` share five letters. Fewer would bind `werkdag` to `werken`."""


def _stands_in(word: str, written: str) -> bool:
    if " " in word:
        return word in written
    return any(part.startswith(word) or _share_a_stem(word, part) for part in written.split())


def _share_a_stem(one: str, other: str) -> bool:
    """Whether two words begin alike for at least five letters and most of the shorter one."""
    if one[:SHORTEST_STEM] != other[:SHORTEST_STEM]:
        return False
    shared = len(commonprefix([one, other]))
    return shared >= SHORTEST_STEM and shared * 10 >= min(len(one), len(other)) * 7


_WORDS_OF_NO_WEIGHT = 4
"""Words up to this length, such as `met` and `voor`, say nothing about a group."""


def _same_group(indicator: Indicator, target_group: str) -> bool:
    """Whether a word of weight in the target group also stands in one of the indicator's target groups."""
    words = {word for word in fold(target_group).split() if len(word) > _WORDS_OF_NO_WEIGHT}
    named = {word for group in indicator.target_groups for word in fold(f"{group.nl} {group.en}").split()}
    return bool((words - {"mensen", "people"}) & named)
