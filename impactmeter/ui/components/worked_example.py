"""A made-up enterprise's worked path, beside one's own: one part in a fold, or the whole on a page of its own."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import streamlit as st

from impactmeter.catalogue.worked_path import Lesson, Part, WorkedPath
from impactmeter.charts.chain import places
from impactmeter.domain.chain_graph import ChainGraph, Link, Node
from impactmeter.domain.chain_rules import key_links
from impactmeter.domain.organisation import Organisation
from impactmeter.texts import Texts
from impactmeter.texts.formats import month_name
from impactmeter.ui.components.indicator_card import terms_html
from impactmeter.ui.components.messages import plain
from impactmeter.ui.screen import Screen


def show_worked_example(screen: Screen, category: str, part: Part) -> None:
    """A fold with the matching part of the worked path of a category. Nothing for a category that has none.

    `part` may be given as its plain word: `mission`, `objective`, `chain` or `indicators`.
    """
    part, example = Part(part), screen.catalogue.example(category)
    if example is None:
        return
    name = plain(example.enterprise.name)
    fold = st.expander(
        screen.t(f"worked_example.open.{part.value}", name=name),
        key=f"worked/{part.value}/{category}",
        on_change="rerun",
        icon=":material/menu_book:",
    )
    if fold.open:
        with fold:
            st.caption(
                screen.t(
                    "worked_example.made_up_short", about=plain(example.enterprise.about.in_language(screen.language))
                )
            )
            show_part(screen, example, part)


def category_to_learn_from(screen: Screen, organisation: Organisation) -> str:
    """The first category of an organisation that has a worked path, else the first there is; empty without any."""
    known = [one.id for one in screen.catalogue.examples]
    return next((one for one in [*organisation.categories, *known] if one in known), "")


def show_part(screen: Screen, example: WorkedPath, part: Part) -> None:
    """One part of a worked path with the lessons about it."""
    _PARTS[part](screen, example)
    lessons = "".join(_lesson(one, example, screen.t) for one in example.lessons_on(part))
    if lessons:
        st.html(lessons)


def _show_mission(screen: Screen, example: WorkedPath) -> None:
    t, mission = screen.t, example.mission_in(screen.language)
    st.html(
        terms_html(
            [
                (t("mission.part.problem"), mission.problem),
                (t("mission.part.for_whom"), mission.for_whom),
                (t("mission.part.statement"), mission.statement),
            ]
        )
    )


def _show_objective(screen: Screen, example: WorkedPath) -> None:
    t, objective = screen.t, example.objective_in(screen.language)
    wish = t.word("wish", objective.wish) if objective.wish else ""
    st.html(
        terms_html(
            [
                (t("worked_example.title"), objective.title),
                (t("worked_example.target_group"), objective.target_group),
                (t("worked_example.change"), objective.change),
                (t("worked_example.wish"), wish),
                (t("worked_example.by_year"), str(objective.by_year)),
            ]
        )
    )


def _show_chain(screen: Screen, example: WorkedPath) -> None:
    """The picture, the same as an outline, and why one would believe the steps that carry it."""
    t, graph = screen.t, example.graph(screen.language)
    address = f"/download/voorbeeld?categorie={escape(example.id)}"
    label = escape(t("chain_graph.picture"))
    st.html(
        f'<div class="im-picture" tabindex="0" role="region" aria-label="{label}">'
        f'<img src="{address}&amp;toon=1" alt="{escape(t("worked_example.picture_alt"))}"></div>'
        f'<p><a href="{address}&amp;toon=1" target="_blank">{escape(t("chain_graph.whole"))}</a></p>'
        f"{outline_html(graph, t)}"
    )
    steps = "".join(_step(graph, link, t) for link in key_links(graph))
    st.html(f"<p><em>{escape(t('worked_example.carrying'))}</em></p>{steps}")


def _show_indicators(screen: Screen, example: WorkedPath) -> None:
    t, language = screen.t, screen.language
    for chosen in example.indicators:
        indicator = screen.catalogue.indicator(chosen.indicator)
        if indicator is None:
            continue
        terms = [
            (t("worked_example.why"), chosen.why.in_language(language)),
            (t("worked_example.frequency"), t.word("frequency", chosen.frequency)),
            (t("worked_example.target"), chosen.target.in_language(language)),
        ]
        st.html(f'<p class="im-step">{escape(indicator.name.in_language(language))}</p>{terms_html(terms)}')


_PARTS: dict[Part, Callable[[Screen, WorkedPath], None]] = {
    Part.MISSION: _show_mission,
    Part.OBJECTIVE: _show_objective,
    Part.CHAIN: _show_chain,
    Part.INDICATORS: _show_indicators,
}


def outline_html(graph: ChainGraph, texts: Texts) -> str:
    """The chain as a list in the order of the picture: each node with its kind, what belongs to it and its nexts."""
    items = "".join(f"<li>{_node(graph, spot.node, texts)}</li>" for spot in places(graph))
    return f'<ul class="im-outline">{items}</ul>'


def _node(graph: ChainGraph, node: Node, texts: Texts) -> str:
    kind = escape(texts(f"chain_graph.kind.{node.kind.value}"))
    said = f"<strong>{kind}:</strong> {escape(node.text)}."
    likelihood = texts(f"worked_example.likelihood.{node.likelihood.value}") if node.likelihood else ""
    details = [
        texts(f"worked_example.node.{name}", text=text)
        for name, text in (
            ("who", node.who),
            ("size", node.size),
            ("source", node.source),
            ("likelihood", likelihood),
            ("mitigation", node.mitigation),
        )
        if text
    ]
    if node.important:
        details.append(texts("worked_example.node.important"))
    nexts = "; ".join(graph.node(end).text for end in graph.after(node.id))
    if nexts:
        details.append(texts("worked_example.node.leads_to", text=nexts))
    more = f'<br><span class="im-small">{escape(" ".join(details))}</span>' if details else ""
    return said + more


def _step(graph: ChainGraph, link: Link, texts: Texts) -> str:
    """One step that carries the chain: what is assumed, what would disprove it, and what supports it."""
    name = f"{graph.node(link.start).text} → {graph.node(link.end).text}"
    terms = []
    for assumed in link.assumptions:
        sure = texts.word("plausibility", str(assumed.plausibility))
        terms.append((texts("worked_example.assumed"), texts("worked_example.sure", text=assumed.text, how=sure)))
        terms.append((texts("worked_example.disproof"), assumed.disproof))
    for found in link.evidence:
        month = f"{month_name(found.dated.month, texts.language)} {found.dated.year}" if found.dated else ""
        said = texts("worked_example.supported", reference=found.reference, month=month)
        terms.append((texts(f"worked_example.evidence.{found.kind.value}"), said))
        terms.append((texts("worked_example.what_changed"), found.what_changed))
    return f'<p class="im-step">{escape(name)}</p>{terms_html(terms)}'


def _lesson(lesson: Lesson, example: WorkedPath, texts: Texts) -> str:
    title = texts("worked_example.lesson")
    if lesson.node is not None:
        title = texts("worked_example.lesson_on", node=example.graph(texts.language).node(lesson.node).text)
    first = ""
    if lesson.first_wrote is not None:
        wrote = escape(texts("worked_example.first_wrote", text=lesson.first_wrote.in_language(texts.language)))
        first = f"<p><em>{wrote}</em></p>"
    return (
        f'<div class="im-example"><p class="im-example-title">{escape(title)}</p>{first}'
        f"<p>{escape(lesson.remark.in_language(texts.language))}</p></div>"
    )
