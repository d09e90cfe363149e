"""One indicator in a yearly report: what it means, what may be claimed, and a table of its last years."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from impactmeter.analysis.change import Change
from impactmeter.analysis.point import Point
from impactmeter.analysis.progress import progress_of
from impactmeter.analysis.progress_sentence import value_message
from impactmeter.catalogue import Catalogue
from impactmeter.charts.words import aim_in_words, reading_in_words
from impactmeter.domain.anyway import Anyway
from impactmeter.domain.claim import Claim, ClaimedFigure, claim_about
from impactmeter.domain.indicator import Design
from impactmeter.domain.measurement import Aim, Measurement
from impactmeter.domain.message import Message
from impactmeter.domain.period import Frequency, Period
from impactmeter.domain.yearly_report import ReportFigure, ReportIndicator, YearlyReport
from impactmeter.exchange.page_parts import bullets, p, table
from impactmeter.texts import Texts
from impactmeter.texts.formats import format_day, format_number, format_period

BEFORE_AND_AFTER = (Design.BEFORE_AFTER, Design.REPEATED_CROSS_SECTION)
"""Designs of which the figure before is what a figure is compared with. The others compare with other people."""


def aim_lines(one: ReportIndicator, aims: Iterable[Aim], catalogue: Catalogue, texts: Texts) -> list[str]:
    """Targets in words, each with its period."""
    return [_aim(one, aim, catalogue, texts) for aim in aims]


def _aim(one: ReportIndicator, aim: Aim, catalogue: Catalogue, texts: Texts) -> str:
    meaning = one.meanings.get(aim.revision)
    type_ = meaning.type if meaning else one.own.type if one.own else None
    unit = meaning.unit if meaning else one.own.unit if one.own else ""
    value = aim_in_words(aim, type_, catalogue.unit_name(unit, texts.language), texts)
    return texts("yearly_report.aim_in", value=value, period=format_period(aim.period, texts.language))


def claim_of(one: ReportIndicator, report: YearlyReport, catalogue: Catalogue, texts: Texts) -> Claim | None:
    """The strongest that may be said about the newest figure that everybody in the room may see; None without one.

    A change is named only between two figures of the same design, and only when that design is about a before.
    """
    shown = {f.measurement.id: f.measurement for f in one.figures if f.is_number}
    progress = progress_of(
        shown.values(), (), one.meanings.get, report.made_on, direction=one.direction, frequency=Frequency.YEAR
    )
    if not progress.points:
        return None
    last = progress.points[-1]
    change = progress.change
    is_before = change is not None and _is_before(change, shown)
    unit = catalogue.unit_name(last.unit, texts.language)
    reading = shown[last.measurement_id].reading
    return claim_about(
        ClaimedFigure(
            subject=one.name(texts.language),
            design=reading.design,
            value=value_message(last, unit),
            period=last.period,
            n=_group(last) if one.is_about_people else None,
            direction=one.direction,
            before=value_message(change.before, unit) if change and is_before else None,
            before_period=change.before.period if change and is_before else None,
            difference=change.difference if change and is_before else None,
            unit=unit if unit in ("", "%") else f" {unit}",
            in_points=bool(change and change.in_points),
        )
    )


def _is_before(change: Change, figures: dict[str, Measurement]) -> bool:
    designs = {figures[point.measurement_id].reading.design for point in (change.before, change.after)}
    return len(designs) == 1 and designs <= set(BEFORE_AND_AFTER)


def _group(point: Point) -> int | None:
    """How many people it is about, when that was said. The whole of a share is its group."""
    if point.n is not None:
        return point.n
    return int(point.denominator) if point.denominator is not None and point.denominator % 1 == 0 else None


@dataclass(frozen=True)
class Figures:
    """Puts the figures of a report into words."""

    report: YearlyReport
    catalogue: Catalogue
    texts: Texts

    def t(self, key: str, /, **values: object) -> str:
        return self.texts(f"yearly_report.{key}", **values)

    def about(self, one: ReportIndicator, objective: str) -> Iterable[str]:
        """Everything about one indicator, as HTML."""
        if objective:
            yield p(self.t("for_objective", title=objective), "small")
        yield from self._meaning(one)
        if one.is_effect:
            yield from self._claim(one)
        yield self._table(one)
        yield from self._beside(one)

    def _meaning(self, one: ReportIndicator) -> Iterable[str]:
        language = self.texts.language
        meaning = one.meanings.get(max(one.meanings, default=0))
        if meaning is not None:
            yield p(self.t("counts", text=meaning.counts.in_language(language)))
            yield p(self.t("excludes", text=meaning.excludes.in_language(language)))
        elif one.own is not None:
            yield p(self.t("counts", text=one.own.definition or self.t("not_said")))
            if one.own.excludes.strip():
                yield p(self.t("excludes", text=one.own.excludes))

    def _claim(self, one: ReportIndicator) -> Iterable[str]:
        claim = claim_of(one, self.report, self.catalogue, self.texts)
        if claim is None:
            return
        yield p(" ".join(self.texts.of(sentence) for sentence in claim.sentences), "claim")
        if claim.why_not_stronger:
            yield p(self.t("why_not_more"))
            yield bullets(self._why(why) for why in claim.why_not_stronger)
        yield p(self._anyway(one.anyway))

    def _why(self, why: Message) -> str:
        """Why no more is said, as the enterprise says it to a reader; the claim itself says it to the enterprise."""
        told = f"yearly_report.why.{why.key.removeprefix('claim.why.')}"
        return self.texts(told) if self.texts.has(told) else self.texts.of(why)

    def _anyway(self, anyway: Anyway | None) -> str:
        if anyway is None or not anyway.is_known:
            return f"{self.t('anyway_unknown')} {anyway.reasoning if anyway else ''}".strip()
        how = self.texts(f"contribution.type.{anyway.type}")
        source = f"({anyway.source.strip()})" if anyway.source.strip() else ""
        said = " ".join(filter(None, (anyway.reasoning.strip(), source)))
        return self.t("anyway", how=how, said=said or self.t("not_said"))

    # ---- the table ----

    def _table(self, one: ReportIndicator) -> str:
        names = ["period", "figure", "design", *(["people"] if one.is_effect else []), "source", "definition", "status"]
        rows: list[tuple[Period, list[str]]] = [(f.measurement.period, self._row(f, one)) for f in one.figures]
        rows += [(period, self._silent_row(period, len(names))) for period in one.silent]
        ordered = sorted(rows, key=lambda row: (row[0].end, row[0].start))
        caption = self.t("table_caption", name=one.name(self.texts.language))
        return table(caption, [self.t(f"column.{name}") for name in names], [row for _, row in ordered])

    def _row(self, figure: ReportFigure, one: ReportIndicator) -> list[str]:
        measurement, t = figure.measurement, self.t
        design = measurement.reading.design
        return [
            format_period(measurement.period, self.texts.language),
            self._value(figure),
            self.texts.word("design", design) if design else t("not_said"),
            *([self._people(figure, one)] if one.is_effect else []),
            figure.source or t("source_unknown"),
            t("own_definition" if one.own else "definition_number", number=str(measurement.revision)),
            self._standing(figure),
        ]

    def _silent_row(self, period: Period, columns: int) -> list[str]:
        return [format_period(period, self.texts.language), self.t("silent"), *["–"] * (columns - 2)]

    def _value(self, figure: ReportFigure) -> str:
        if figure.hidden is not None:
            return self.t(f"hidden.{figure.hidden}", least=str(self.report.least))
        one = figure.measurement
        unit = self.catalogue.unit_name(one.unit, self.texts.language)
        return reading_in_words(one.reading, one.type, unit, self.texts)

    def _people(self, figure: ReportFigure, one: ReportIndicator) -> str:
        if not figure.is_number:
            return "–"
        reading = figure.measurement.reading
        whole = reading.denominator if one.is_about_people else None
        group = reading.n if reading.n is not None else whole
        if group is None:
            return self.t("not_said")
        people = format_number(group, self.texts.language)
        if reading.invited is None:
            return people
        return self.t("of_invited", people=people, invited=format_number(reading.invited, self.texts.language))

    def _standing(self, figure: ReportFigure) -> str:
        """Reviewed or not, whose word it is, and which version when it was corrected."""
        said = [self.texts.word("status", figure.measurement.status)]
        said.append(self.texts(f"evidence_status.word.{figure.evidence}"))
        if figure.by_whom:
            said.append(figure.by_whom)
        if figure.measurement.version > 1:
            said.append(self.t("version", number=str(figure.measurement.version)))
        return ", ".join(said)

    # ---- what stands beside it ----

    def _beside(self, one: ReportIndicator) -> Iterable[str]:
        lines = [
            self.t("target_line", aim=line)
            for line in aim_lines(one, one.targets, self.catalogue, self.texts)
        ]
        if one.baseline is not None:
            lines = [self._baseline(one, one.baseline), *lines]
        for figure in one.figures:
            note = figure.measurement.reading.note.strip()
            if note:
                period = format_period(figure.measurement.period, self.texts.language)
                lines.append(self.t("note_line", period=period, note=note))
        yield bullets(lines)

    def _baseline(self, one: ReportIndicator, baseline: Aim) -> str:
        """Where it began. It is a measured number, so it says where it is from and under which definition."""
        return self.t(
            "baseline_line",
            aim=_aim(one, baseline, self.catalogue, self.texts),
            source=baseline.source or self.t("source_unknown"),
            definition=self.t("own_definition" if one.own else "definition_number", number=str(baseline.revision)),
        )

    def definitions(self, one: ReportIndicator) -> Iterable[list[str]]:
        """A row per definition that a figure in the report was counted under."""
        language = self.texts.language
        for revision in sorted({f.measurement.revision for f in one.figures}):
            meaning = one.meanings.get(revision)
            unit = meaning.unit if meaning else one.own.unit if one.own else ""
            yield [
                one.name(language),
                self.t("own_definition" if one.own else "definition_number", number=str(revision)),
                format_day(meaning.from_date, language) if meaning else self.t("not_said"),
                self.catalogue.unit_name(unit, language),
            ]
