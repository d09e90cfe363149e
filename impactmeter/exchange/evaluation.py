"""The yearly evaluation as one page of HTML: for council and sounding board, on a screen and on paper.

A function of what was stored: release, evaluation and language. The same id gives the same report years later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from html import escape
from typing import Any

from impactmeter.analysis.disclosure_control import ReleasedFigure
from impactmeter.charts.city import coverage_in_words, figure_in_words, interval_in_words, mix_in_words
from impactmeter.domain.indicator import MeasureType
from impactmeter.domain.programme import Evaluation, Progress
from impactmeter.domain.release import Release
from impactmeter.exchange.page_parts import whole_page
from impactmeter.texts import Texts
from impactmeter.texts.formats import format_day, format_number


@dataclass(frozen=True)
class Report:
    """Everything the report is made of. `line_names` are the programme's lines, `unit_name` how a unit is written."""

    release: Release
    figures: Sequence[ReleasedFigure]
    names: Mapping[str, Any]
    evaluation: Evaluation
    line_names: Mapping[str, str]
    unit_name: Callable[[str], str]
    texts: Texts

    @property
    def title(self) -> str:
        return self.texts("evaluation.title", municipality=self.release.municipality, year=str(self.release.year))

    @property
    def city(self) -> list[ReleasedFigure]:
        """The figures of the city of which something was asked. Hidden ones always were."""
        return [one for one in self.figures if one.neighbourhood is None and (one.suppressed or one.expected)]

    @property
    def places(self) -> list[ReleasedFigure]:
        return [one for one in self.figures if one.neighbourhood is not None]


def report_as_html(report: Report, style: str) -> str:
    """The whole page. `style` is the element with the style sheet: a link on the server, the rules in a file."""
    parts = [_head(report), _asked(report), _who(report), _achieved(report), _unsaid(report), _targets(report)]
    parts += [_own_words(report, "lessons"), _made(report)]
    t = report.texts
    return whole_page(language=t.language, title=report.title, skip=t("sign_in.to_content"), style=style, body=parts)


def _p(text: str, kind: str = "") -> str:
    return f'<p class="{kind}">{escape(text)}</p>' if kind else f"<p>{escape(text)}</p>"


def _section(report: Report, name: str, *parts: str) -> str:
    heading = f"<h2>{escape(report.texts(f'evaluation.{name}'))}</h2>"
    return f"<section>\n{heading}\n{''.join(parts)}\n</section>"


def _table(report: Report, heads: Sequence[str], rows: Iterable[Sequence[str]], *, caption: str) -> str:
    """A table whose first column names its rows. `caption` is the key of its title."""
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in heads)
    body = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in row[1:])}</tr>'
        for row in rows
    )
    named = f"<caption>{escape(report.texts(f'evaluation.{caption}'))}</caption>"
    return f'<div class="wide"><table>{named}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _words(report: Report, block: str) -> str:
    """What people wrote in a block, paragraph by paragraph."""
    text = report.evaluation.texts.get(block, "")
    return "".join(_p(line.strip()) for line in text.split("\n") if line.strip())


def _own_words(report: Report, block: str) -> str:
    words = _words(report, block)
    return _section(report, block, words) if words else ""


def _head(report: Report) -> str:
    t, release = report.texts, report.release
    day = format_day(release.closing_date, t.language)
    return _p(t("evaluation.intro", number=str(release.number), day=day), "lead")


def _asked(report: Report) -> str:
    t = report.texts
    count = len({one.indicator for one in report.city})
    return _section(report, "asked", _p(t("evaluation.asked_count", count=count)), _words(report, "asked"))


def _who(report: Report) -> str:
    t, facts = report.texts, report.evaluation.facts

    def number(value: int | None) -> str:
        return t("evaluation.too_few") if value is None else format_number(value, t.language)

    rows = [
        (t(f"evaluation.who.{name}"), number(getattr(facts, name)))
        for name in ("expected", "measuring", "checked", "with_objective", "at_level_3")
        if name in facts.model_fields_set
    ]
    table = _table(report, (t("evaluation.what"), t("evaluation.enterprises")), rows, caption="who_caption")
    return _section(report, "took_part", table, _p(t("evaluation.too_few_why", least=str(facts.least))))


def _achieved(report: Report) -> str:
    t = report.texts
    parts = []
    for category, names in report.names["categories"].items():
        figures = [one for one in report.city if one.goal_category == category]
        if figures:
            parts.append(f"<h3>{escape(names[t.language])}</h3>{_figures(report, figures)}")
    if any(one.type is MeasureType.PEOPLE and not one.suppressed for one in report.city):
        parts.append(_p(t("city.people_note")))
    return _section(report, "achieved", *(parts or [_p(t("evaluation.nothing_achieved"))]), _words(report, "achieved"))


def _figures(report: Report, figures: Sequence[ReleasedFigure]) -> str:
    """What can be read as a table, and by name what is hidden."""
    t = report.texts
    heads = [t(f"evaluation.{name}") for name in ("indicator", "figure", "coverage", "evidence")]
    told = [_figure_row(report, one) for one in figures if not one.suppressed]
    hidden = list(dict.fromkeys(_name(report, one) for one in figures if one.suppressed))
    table = _table(report, heads, told, caption="figures_caption") if told else _p(t("evaluation.nothing_readable"))
    return table + (_p(t("evaluation.hidden_names", names=", ".join(hidden))) if hidden else "")


def _name(report: Report, figure: ReleasedFigure) -> str:
    names = report.names["indicators"].get(figure.indicator, {})
    return str(names.get(report.texts.language, figure.indicator))


def _figure_row(report: Report, figure: ReleasedFigure) -> list[str]:
    t = report.texts
    unit = report.unit_name(figure.unit)
    words = figure_in_words(figure, unit, t)
    if between := interval_in_words(figure, unit, t):
        words = t("evaluation.with_interval", figure=words, interval=between)
    designs = mix_in_words(figure.designs, "design", t) or "–"
    return [_name(report, figure), words, coverage_in_words(figure, t), designs]


def _unsaid(report: Report) -> str:
    t = report.texts
    hidden = sum(one.suppressed for one in report.city)
    areas = report.places
    lines = [t("evaluation.hidden_count", count=hidden, whole=str(len(report.city)))]
    if areas:
        shown = sum(not one.suppressed for one in areas)
        lines.append(t("evaluation.areas_shown", shown=str(shown), cells=str(len(areas))))
    lines.append(t("evaluation.no_cause"))
    listed = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return _section(report, "unsaid", f"<ul>{listed}</ul>", _words(report, "unsaid"))


def _targets(report: Report) -> str:
    t, progress = report.texts, report.evaluation.facts.progress
    if not progress:
        return _section(report, "targets", _p(t("evaluation.no_targets")))
    heads = [t(f"evaluation.{name}") for name in ("target", "line", "aim", "reached", "met")]
    rows = [_target_row(report, one) for one in progress]
    return _section(report, "targets", _table(report, heads, rows, caption="targets_caption"))


def _target_row(report: Report, one: Progress) -> list[str]:
    t, target = report.texts, one.target
    met = {None: t("evaluation.unknown"), True: t("evaluation.yes"), False: t("evaluation.not_yet")}[one.is_met]
    reached = t("evaluation.unknown") if one.reached is None else _number(one.reached, target.measure.is_share, t)
    line = report.line_names.get(target.line, target.line)
    return [target_name(one, t), line, _number(target.aim, target.measure.is_share, t), reached, met]


def target_name(one: Progress, texts: Texts) -> str:
    return one.target.name or texts(f"programme.measure.{one.target.measure.value}")


def _number(number: Decimal, is_share: bool, texts: Texts) -> str:
    return format_number(number, texts.language) + ("%" if is_share else "")


def _made(report: Report) -> str:
    """Everything that is needed to find and to check the report again."""
    t, release, evaluation = report.texts, report.release, report.evaluation
    day = format_day(datetime.fromisoformat(evaluation.at).date(), t.language) if evaluation.at else ""
    terms = {
        "release_id": release.id,
        "version": f"{evaluation.version} ({day})",
        "content_hash": release.content_hash,
        "licence": release.licence,
        "rules": t("evaluation.rules_text", contributors=str(release.contributors), people=str(release.people)),
    }
    listed = "".join(
        f"<dt>{escape(t(f'evaluation.{name}'))}</dt><dd>{escape(text)}</dd>" for name, text in terms.items()
    )
    return _section(report, "made", f"<dl>{listed}</dl>")
