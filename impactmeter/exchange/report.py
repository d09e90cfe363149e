"""The yearly report of an organisation as one page of HTML, with the headings of a level-3 report.

A function of what was gathered, the content and the language. What may not be shown is not in it to begin with.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import count

from impactmeter.catalogue import Catalogue
from impactmeter.catalogue.guidance import load_guidance
from impactmeter.charts.chain import outline
from impactmeter.domain.chain_graph import ChainGraph, EvidenceKind, NodeKind
from impactmeter.domain.evidence_status import EvidenceStatus
from impactmeter.domain.organisation import Origin
from impactmeter.domain.yearly_report import Part, ReportIndicator, ReportObjective, YearlyReport
from impactmeter.exchange.page_parts import bullets, heading, p, paragraphs, section, table, terms, whole_page
from impactmeter.exchange.picture import picture
from impactmeter.exchange.report_figures import Figures, aim_lines
from impactmeter.texts import Texts
from impactmeter.texts.formats import format_day, format_period


@dataclass(frozen=True)
class Printed:
    """A report with everything that puts it into words."""

    report: YearlyReport
    catalogue: Catalogue
    texts: Texts

    def t(self, key: str, /, **values: object) -> str:
        return self.texts(f"yearly_report.{key}", **values)

    @property
    def figures(self) -> Figures:
        return Figures(self.report, self.catalogue, self.texts)

    def category(self, category_id: str) -> str:
        known = self.catalogue.category(category_id)
        return known.label.in_language(self.texts.language) if known else category_id

    def graphs(self) -> list[tuple[ReportObjective, ChainGraph]]:
        return [(one, one.graph) for one in self.report.objectives if one.graph is not None]


def title_of(report: YearlyReport, texts: Texts) -> str:
    year = format_period(report.period, texts.language)
    return texts("yearly_report.of", name=report.organisation.name, year=year)


def report_as_html(report: YearlyReport, catalogue: Catalogue, texts: Texts, style: str) -> str:
    """The whole page. `style` is the element with the style sheet: a link on the server, the rules in a file."""
    printed = Printed(report, catalogue, texts)
    parts = [section(printed.t(f"part.{part}"), *_PARTS[part](printed), kind=part) for part in report.parts()]
    return whole_page(
        language=texts.language,
        title=title_of(report, texts),
        skip=texts("sign_in.to_content"),
        style=style,
        body=[_head(printed), *parts],
    )


def _head(printed: Printed) -> str:
    report, t = printed.report, printed.t
    day = format_day(report.made_on, printed.texts.language)
    lines = [p(t("lead", reader=t(f"reader.{report.reader}"), day=day), "lead")]
    if report.organisation.origin is not Origin.OWN:
        lines.append(p(t(f"origin.{report.organisation.origin}"), "notice"))
    return "".join(lines)


# ---- who, why and for whom -----------------------------------------------------------------------------------------


def _who(printed: Printed) -> Iterable[str]:
    report, t, texts = printed.report, printed.t, printed.texts
    one = report.organisation
    yield paragraphs(one.about)
    yield terms(
        {
            t("kvk"): one.kvk or "",
            t("neighbourhood"): report.neighbourhood,
            t("legal_form"): one.legal_form or t("not_said"),
            t("size"): texts.word("size", one.size) if one.size else t("not_said"),
            t("trade_income"): texts.word("trade_income", one.trade_income) if one.trade_income else t("not_said"),
            t("about_year"): format_period(report.period, texts.language),
        }
    )


def _problem(printed: Printed) -> Iterable[str]:
    mission, t = printed.report.mission, printed.t
    yield paragraphs(mission.problem) or p(t("nothing_written"))
    yield terms({t("for_whom"): mission.for_whom})
    for one, graph in printed.graphs():
        nodes = graph.of_kind(NodeKind.PROBLEM, NodeKind.TARGET_GROUP)
        if nodes:
            yield heading(one.objective.title)
            kind = printed.texts
            yield bullets(
                f"{kind(f'chain_graph.kind.{node.kind}')}: "
                + " · ".join(filter(None, (node.text, node.who, node.size, node.source)))
                for node in nodes
            )


def _mission(printed: Printed) -> Iterable[str]:
    report, t, texts = printed.report, printed.t, printed.texts
    yield p(report.mission.statement, "lead") if report.mission.statement.strip() else p(t("nothing_written"))
    if not report.objectives:
        yield p(t("no_objective"))
    for one in report.objectives:
        objective = one.objective
        yield heading(objective.title)
        yield terms(
            {
                t("target_group"): objective.target_group,
                t("change"): objective.change,
                t("wish"): texts.word("wish", objective.wish) if objective.wish else "",
                t("by_year"): str(objective.by_year or ""),
                t("category"): printed.category(objective.goal_category) or t("own_category"),
                t("level"): _level(printed, one),
            }
        )


def _level(printed: Printed, one: ReportObjective) -> str:
    if not one.level:
        return ""
    level = load_guidance(printed.catalogue.folder).path.level(one.level)
    name = level.name.in_language(printed.texts.language) if level else ""
    day = format_day(printed.report.made_on, printed.texts.language)
    return printed.t("level_is", level=str(one.level), name=name, day=day)


def _area(printed: Printed) -> Iterable[str]:
    """The area of the first objective that has one; the words of the Code beside ours, where they differ."""
    report, t, language = printed.report, printed.t, printed.texts.language
    named = [one.objective.goal_category for one in report.objectives] + list(report.organisation.categories)
    first = next((printed.catalogue.category(one) for one in named if one), None)
    if first is None:
        yield p(t("no_area"))
        return
    yield p(t("area", label=first.label.in_language(language)))
    if printed.texts.has(f"yearly_report.code_area.{first.id}"):
        yield p(t("area_in_code", area=t(f"code_area.{first.id}")))


# ---- the chain -----------------------------------------------------------------------------------------------------


def _chain(printed: Printed) -> Iterable[str]:
    """In words first, each chain then as a picture on a page of its own."""
    t, texts = printed.t, printed.texts
    if not printed.report.objectives:
        yield p(t("no_objective"))
    for one in printed.report.objectives:
        yield heading(one.objective.title)
        if one.graph is None:
            yield p(t("no_chain"))
            continue
        day = format_day(datetime.fromisoformat(one.frozen_at).date(), texts.language)
        yield p(t("chain_version", version=str(one.theory_version), day=day))
        yield bullets(outline(one.graph, texts))
        if printed.report.rules.notes:
            yield _assumptions(printed, one.graph)
    for number, (one, graph) in zip(count(1), printed.graphs(), strict=False):
        yield picture(graph, texts, t("picture_of", title=one.objective.title), number)


def _assumptions(printed: Printed, graph: ChainGraph) -> str:
    t, texts = printed.t, printed.texts
    found = list(dict.fromkeys(one for link in graph.links for one in link.assumptions if one.text.strip()))
    if not found:
        return p(t("no_assumption"))
    rows = [
        (
            one.text,
            texts.word("plausibility", one.plausibility) if one.plausibility else t("not_said"),
            one.disproof or t("not_said"),
        )
        for one in found
    ]
    return table(t("assumptions"), [t("assumption"), t("plausibility"), t("disproof")], rows)


def _harm(printed: Printed) -> Iterable[str]:
    t = printed.t
    if not printed.report.objectives:
        yield p(t("no_objective"))
    for one in printed.report.objectives:
        yield heading(one.objective.title)
        graph = one.graph
        if graph is None:
            yield p(t("no_chain"))
            continue
        nodes = graph.of_kind(NodeKind.NEGATIVE_EFFECT)
        if nodes:
            heads = [t("harm"), t("harm_for_whom"), t("harm_likelihood"), t("harm_mitigation")]
            rows = [
                (
                    node.text,
                    node.who or t("not_said"),
                    printed.texts(f"evidence.likelihoods.{node.likelihood}") if node.likelihood else t("not_said"),
                    node.mitigation or t("not_said"),
                )
                for node in nodes
            ]
            yield table(t("harm_caption"), heads, rows)
        if graph.harm_looked_for.strip():
            yield p(t("harm_looked_for", how=graph.harm_looked_for))
        elif not nodes:
            yield p(t("harm_silence"))


def _stakeholders(printed: Printed) -> Iterable[str]:
    """Every conversation once, the newest first."""
    t, language = printed.t, printed.texts.language
    talks = {e for _, graph in printed.graphs() for link in graph.links for e in link.evidence}
    held = [one for one in talks if one.kind is EvidenceKind.CONVERSATION and one.reference.strip()]
    if not held:
        yield p(t("no_talks"))
        return
    ordered = sorted(held, key=lambda one: (str(one.dated or ""), one.reference), reverse=True)
    rows = [
        (
            one.reference,
            format_day(one.dated, language).split(" ", 1)[1] if one.dated else t("not_said"),
            one.what_changed or t("not_said"),
        )
        for one in ordered
    ]
    yield table(t("talks_caption"), [t("talk_with"), t("talk_when"), t("talk_changed")], rows)


# ---- figures -------------------------------------------------------------------------------------------------------


def _outputs(printed: Printed) -> Iterable[str]:
    found = [one for one in printed.report.indicators if not one.is_effect and not one.is_effort]
    yield from _indicators(printed, found, "no_outputs")


def _effects(printed: Printed) -> Iterable[str]:
    yield p(printed.t("effects_how"))
    found = [one for one in printed.report.indicators if one.is_effect and one.figures]
    yield from _indicators(printed, found, "no_effects")


def _indicators(printed: Printed, found: list[ReportIndicator], nothing: str) -> Iterable[str]:
    if printed.report.figures_withheld:
        yield p(printed.t("figures_withheld"))
    elif not found:
        yield p(printed.t(nothing))
    objectives = {one.objective.id: one.objective.title for one in printed.report.objectives}
    for one in found:
        yield heading(one.name(printed.texts.language))
        yield from printed.figures.about(one, objectives.get(one.objective_id or "", ""))


def _effort(printed: Printed) -> Iterable[str]:
    t, texts = printed.t, printed.texts
    yield p(t("effort_apart"))
    found = [one for one in printed.report.indicators if one.is_effort]
    pack = printed.catalogue.home_municipality
    known = pack.value_table_on(printed.report.period.end) if pack else None
    if known is None or pack is None:
        yield p(t("no_value_table"))
    else:
        source = known.source.title if known.source else t("not_said")
        yield p(t("value_table", municipality=pack.name, source=source))
        yield p(known.note.in_language(texts.language))
    if not found:
        yield p(t("no_effort"))
    for one in found:
        yield heading(one.name(texts.language))
        yield from printed.figures.about(one, "")


# ---- looking back and ahead ----------------------------------------------------------------------------------------


def _learned(printed: Printed) -> Iterable[str]:
    report, t, texts = printed.report, printed.t, printed.texts
    if report.reflection is None:
        yield p(t("no_reflection"))
    else:
        for name in ("surprised", "change"):
            yield heading(texts(f"reflection.{name}_short"))
            yield paragraphs(getattr(report.reflection, name)) or p(t("nothing_written"))
    yield heading(t("next_plan"))
    going_on = [one for one in report.indicators if one.frequency is not None]
    if not going_on:
        yield p(t("no_plan"))
        return
    rows = []
    for one in going_on:
        ahead = [aim for aim in one.targets if aim.period.start > report.period.end]
        target = "; ".join(aim_lines(one, ahead, printed.catalogue, texts)) or t("no_target")
        rows.append((one.name(texts.language), texts.word("frequency", one.frequency), target))
    yield table(t("next_plan_caption"), [t("indicator"), t("how_often"), t("target_column")], rows)


def _unknown(printed: Printed) -> Iterable[str]:
    """What this report cannot say: silence is not an answer."""
    report, t = printed.report, printed.t
    language = printed.texts.language
    lines = [t("unknown.figures_withheld")] if report.figures_withheld else []
    effects = [one for one in report.indicators if one.is_effect]
    if not any(one.is_effect and one.has_number for one in report.indicators):
        lines.append(t("unknown.no_effects"))
    silent = [one.name(language) for one in report.indicators if one.is_asked_in(report.period)]
    if silent:
        lines.append(t("unknown.silent", names=", ".join(silent)))
    if report.hidden:
        lines.append(t("unknown.hidden", count=report.hidden, least=str(report.least)))
    waiting = sum(not one.is_reviewed for one in report.figures)
    if waiting:
        lines.append(t("unknown.waiting", count=waiting))
    no_anyway = [one.name(language) for one in effects if one.figures and not (one.anyway and one.anyway.is_known)]
    if no_anyway:
        lines.append(t("unknown.anyway", names=", ".join(no_anyway)))
    unasked = [one.name(language) for one in effects if any(figure.lacks_response for figure in one.figures)]
    if unasked:
        lines.append(t("unknown.response", names=", ".join(unasked)))
    yield bullets([*lines, t("unknown.cause")])


def _status(printed: Printed) -> Iterable[str]:
    """Whose word each figure is, which definitions were used, and how the report was made."""
    report, t, texts = printed.report, printed.t, printed.texts
    on_what = Counter(one.evidence for one in report.figures)
    if on_what:
        names = [t("evidence"), t("count_of_figures"), t("meaning")]
        rows = [
            (texts(f"evidence_status.word.{one}"), str(on_what[one]), t(f"evidence_means.{one}"))
            for one in EvidenceStatus
        ]
        yield table(t("evidence_caption"), names, rows)
    definitions = [row for one in report.indicators for row in printed.figures.definitions(one)]
    if definitions:
        heads = [t("indicator"), t("definition"), t("since"), t("unit")]
        yield table(t("definitions_caption"), heads, definitions)
    yield p(t("versions"))
    yield p(t("privacy", least=str(report.least)))


_PARTS = {
    Part.WHO: _who,
    Part.PROBLEM: _problem,
    Part.MISSION: _mission,
    Part.AREA: _area,
    Part.CHAIN: _chain,
    Part.OUTPUTS: _outputs,
    Part.EFFECTS: _effects,
    Part.EFFORT: _effort,
    Part.HARM: _harm,
    Part.STAKEHOLDERS: _stakeholders,
    Part.LEARNED: _learned,
    Part.UNKNOWN: _unknown,
    Part.STATUS: _status,
}
