"""The whole path as a worksheet on A4: the questions with lines to write on, and what was written already between them.

For people who think with a pen, and for stakeholders at a table. A function of what was gathered and the content.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from impactmeter.catalogue import Catalogue
from impactmeter.catalogue.guidance import Guidance, Question, load_guidance
from impactmeter.domain.chain_graph import ChainGraph, NodeKind
from impactmeter.domain.objective import Objective, Wish
from impactmeter.domain.worksheet import SheetIndicator, SheetObjective, Worksheet
from impactmeter.exchange.page_parts import bullets, heading, p, paragraphs, section, whole_page
from impactmeter.exchange.picture import picture
from impactmeter.texts import Texts
from impactmeter.texts.formats import format_day, format_period

K = NodeKind
STEPS = (
    *(K.PROBLEM, K.TARGET_GROUP, K.STAKEHOLDER, K.INPUT, K.ACTIVITY, K.OUTPUT),
    *(K.EFFECT_SHORT, K.EFFECT_LONG, K.IMPACT, K.EXTERNAL_FACTOR, K.ALTERNATIVE),
)
"""The boxes in the order in which one fills them at a table. Harm has a part of its own."""
LINES, FEW, SHORT = 3, 2, 1
EMPTY_ROWS = 3
"""How many rows of a table stay free to write in."""


@dataclass(frozen=True)
class Sheet:
    """A worksheet with everything that puts it into words."""

    worksheet: Worksheet
    catalogue: Catalogue
    texts: Texts

    def t(self, key: str, /, **values: object) -> str:
        return self.texts(f"worksheet.{key}", **values)

    @property
    def guidance(self) -> Guidance:
        return load_guidance(self.catalogue.folder)

    @property
    def category(self) -> str:
        """The category from which examples are taken when an objective has none."""
        organisation = self.worksheet.organisation
        named = organisation.categories if organisation else ()
        return next(iter(named), self.catalogue.categories[0].id if self.catalogue.categories else "")


def worksheet_as_html(worksheet: Worksheet, catalogue: Catalogue, texts: Texts, style: str) -> str:
    """The whole sheet. `style` is the element with the style sheet: a link on the server, the rules in a file."""
    sheet = Sheet(worksheet, catalogue, texts)
    objectives: Sequence[SheetObjective | None] = worksheet.objectives or (None,)
    body = [_head(sheet), _mission(sheet)]
    for place, one in enumerate(objectives, 1):
        body += [_objective(sheet, one, place), _chain(sheet, one, place), _trust(sheet, one), _harm(sheet, one)]
        body.append(_indicators(sheet, one))
    body.append(_reflection(sheet))
    name = worksheet.organisation.name if worksheet.organisation else ""
    return whole_page(
        language=texts.language,
        title=sheet.t("title_of", name=name) if name else sheet.t("title"),
        skip=texts("sign_in.to_content"),
        style=style,
        body=body,
    )


def _head(sheet: Sheet) -> str:
    day = format_day(sheet.worksheet.made_on, sheet.texts.language)
    filled = sheet.worksheet.organisation is not None
    return p(sheet.t("intro"), "lead") + p(sheet.t("filled_on", day=day) if filled else sheet.t("empty"))


# ---- a question with room for its answer ---------------------------------------------------------------------------


def lines(count: int) -> str:
    """Lines to write on. They are borders, since browsers print no backgrounds; nobody hears them read out."""
    return '<div class="lines" aria-hidden="true">' + '<div class="line"></div>' * count + "</div>"


def _ask(sheet: Sheet, question: Question, answer: Iterable[str], count: int, category: str = "") -> str:
    """The question, why it is asked, an example as long as nothing was written, the answer, and lines."""
    language = sheet.texts.language
    written = [one for one in answer if one.strip()]
    example = "" if written else _example(sheet, question.example(category or sheet.category, language))
    said = paragraphs(written[0]) if len(written) == 1 else bullets(written)
    return (
        '<div class="ask">'
        + heading(question.question.in_language(language))
        + p(question.why.in_language(language), "small")
        + example
        + (f'<div class="said">{said}</div>' if written else "")
        + lines(SHORT if written else count)
        + "</div>"
    )


def _ask_plainly(sheet: Sheet, question: str, answer: Iterable[str], count: int) -> str:
    """A question of the worksheet itself, for boxes of which the content holds no question."""
    written = [one for one in answer if one.strip()]
    said = f'<div class="said">{bullets(written)}</div>' if written else ""
    return f'<div class="ask">{heading(question)}{said}{lines(SHORT if written else count)}</div>'


def _example(sheet: Sheet, example: Sequence[str]) -> str:
    return p(sheet.t("example", text="; ".join(example)), "example") if example else ""


def _table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]], empty: int = EMPTY_ROWS) -> str:
    """What was written as rows, and empty rows below them."""
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in heads)
    filled = "".join("<tr>" + "".join(map(_cell, heads, row)) + "</tr>" for row in rows)
    blank = ("<tr>" + '<td class="blank"></td>' * len(heads) + "</tr>") * empty
    named = f"<caption>{escape(caption)}</caption>"
    whole = f'<table class="form">{named}<thead><tr>{head}</tr></thead><tbody>{filled}{blank}</tbody></table>'
    return f'<div class="wide">{whole}</div>'


def _cell(head: str, text: str) -> str:
    return f'<td data-label="{escape(head)}">{escape(text)}</td>'


# ---- the parts -----------------------------------------------------------------------------------------------------


def _mission(sheet: Sheet) -> str:
    asked, mission = sheet.guidance.path.mission, sheet.worksheet.mission
    parts = [
        _ask(sheet, getattr(asked, name), [getattr(mission, name) if mission else ""], count)
        for name, count in (("problem", LINES), ("for_whom", FEW), ("statement", FEW))
    ]
    return section(sheet.t("part.mission"), *parts)


def _objective(sheet: Sheet, one: SheetObjective | None, place: int) -> str:
    asked = sheet.guidance.path.objective
    objective = one.objective if one else None
    category = objective.goal_category if objective else ""
    texts = [
        _ask(sheet, getattr(asked, name), [getattr(objective, name) if objective else ""], FEW, category)
        for name in ("title", "target_group", "change")
    ]
    by_year = str(objective.by_year) if objective and objective.by_year else ""
    texts += [_wish(sheet, asked.wish, objective), _ask(sheet, asked.by_year, [by_year], SHORT, category)]
    return section(sheet.t("part.objective", number=str(place)), *texts, kind="new-page")


def _wish(sheet: Sheet, question: Question, objective: Objective | None) -> str:
    chosen = objective.wish if objective else None
    ticks = [f"{'☒' if wish is chosen else '☐'} {sheet.texts.word('wish', wish)}" for wish in Wish]
    title = heading(question.question.in_language(sheet.texts.language))
    return f'<div class="ask">{title}{p("    ".join(ticks), "ticks")}</div>'


def _chain(sheet: Sheet, one: SheetObjective | None, place: int) -> str:
    questions = {box.value: question for box, question in sheet.guidance.theory.boxes.items()}
    graph = one.graph if one else ChainGraph()
    category = one.objective.goal_category if one else ""
    parts = [p(sheet.t("chain_how"))]
    for kind in STEPS:
        written = [" · ".join(filter(None, (n.text, n.who, n.size, n.source))) for n in graph.of_kind(kind)]
        question = questions.get(kind.value)
        if question is not None:
            parts.append(_ask(sheet, question, written, LINES, category))
        else:
            parts.append(_ask_plainly(sheet, sheet.t(f"question.{kind}"), written, LINES))
    if graph.links:
        parts.append(picture(graph, sheet.texts, sheet.t("picture_of", number=str(place)), place))
    return section(sheet.t("part.chain"), *parts, kind="new-page")


def _trust(sheet: Sheet, one: SheetObjective | None) -> str:
    """What is assumed, and why one would believe it."""
    t, texts, guidance = sheet.t, sheet.texts, sheet.guidance.theory
    found = one.graph.links if one else ()
    assumptions = dict.fromkeys(a for link in found for a in link.assumptions)
    evidence = dict.fromkeys(e for link in found for e in link.evidence)
    sure = [texts.word("plausibility", number) for number in range(1, 5)]
    rows = [
        (a.text, texts.word("plausibility", a.plausibility) if a.plausibility else "", a.disproof) for a in assumptions
    ]
    talks = [
        (e.reference, format_day(e.dated, texts.language).split(" ", 1)[1] if e.dated else "", e.what_changed)
        for e in evidence
    ]
    return section(
        t("part.trust"),
        _asked(sheet, guidance.assumption, one, bool(rows)),
        p(t("how_sure", words=", ".join(sure))),
        _table(t("assumptions"), [t("assumption"), t("sure"), t("disproof")], rows),
        _asked(sheet, guidance.evidence, one, bool(talks)),
        _table(t("evidence"), [t("with_whom"), t("when"), t("changed")], talks),
        kind="new-page",
    )


def _asked(sheet: Sheet, question: Question, one: SheetObjective | None, has_answer: bool) -> str:
    """A question of which the answers stand in the table below it."""
    language = sheet.texts.language
    category = (one.objective.goal_category if one else "") or sheet.category
    example = "" if has_answer else _example(sheet, question.example(category, language))
    return heading(question.question.in_language(language)) + p(question.why.in_language(language), "small") + example


def _harm(sheet: Sheet, one: SheetObjective | None) -> str:
    t = sheet.t
    graph = one.graph if one else ChainGraph()
    rows = [
        (
            node.text,
            node.who,
            sheet.texts(f"evidence.likelihoods.{node.likelihood}") if node.likelihood else "",
            node.mitigation,
        )
        for node in graph.of_kind(NodeKind.NEGATIVE_EFFECT)
    ]
    looked = [graph.harm_looked_for]
    return section(
        t("part.harm"),
        _asked(sheet, sheet.guidance.theory.harm, one, bool(rows)),
        _table(t("harm_caption"), [t("harm"), t("for_whom"), t("likelihood"), t("mitigation")], rows),
        _ask_plainly(sheet, t("harm_looked_for"), looked, LINES),
    )


def _indicators(sheet: Sheet, one: SheetObjective | None) -> str:
    t = sheet.t
    found = [i for i in sheet.worksheet.indicators if one is None or i.objective_id == one.objective.id]
    heads = [t("indicator"), t("place"), t("unit"), t("how_often"), t("who"), t("now"), t("aim")]
    rows = [_indicator(sheet, indicator) for indicator in found]
    return section(
        t("part.indicators"), p(t("indicators_how")), _table(t("indicators_caption"), heads, rows), kind="new-page"
    )


def _indicator(sheet: Sheet, one: SheetIndicator) -> list[str]:
    """One indicator; where it stands now and where it should go are for the pen."""
    texts = sheet.texts
    return [
        one.name(texts.language),
        texts.word("place", one.place) if one.place else "",
        sheet.catalogue.unit_name(one.unit, texts.language),
        texts.word("frequency", one.frequency),
        one.recorded_by,
        "",
        "",
    ]


def _reflection(sheet: Sheet) -> str:
    found, texts = sheet.worksheet.reflection, sheet.texts
    about = p(sheet.t("reflection_of", period=format_period(found.period, texts.language))) if found else ""
    parts = [
        _ask_plainly(sheet, texts(f"reflection.{name}"), [getattr(found, name) if found else ""], LINES)
        for name in ("surprised", "change")
    ]
    return section(sheet.t("part.reflection"), about, *parts)
