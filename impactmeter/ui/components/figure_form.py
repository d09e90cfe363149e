"""The form of one figure: its state, its numbers, how exact it is, how it was measured, where it comes from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

import streamlit as st
from pydantic import ValidationError

from impactmeter.catalogue import Catalogue
from impactmeter.charts.words import reading_in_words
from impactmeter.domain.indicator import Definition, Design, MeasureType, Place
from impactmeter.domain.measurement import Kind, Measurement, Reading, State
from impactmeter.domain.message import Message, message
from impactmeter.domain.period import Period, reporting_year
from impactmeter.services.measuring import FigureSlot, save_figure, with_ratio_value
from impactmeter.services.planning import IndicatorSheet
from impactmeter.texts import Texts
from impactmeter.texts.formats import format_period
from impactmeter.ui.components.messages import plain
from impactmeter.ui.components.number_field import ask_which, choose_reading, number_field, typed_number, whole_number
from impactmeter.ui.components.saving import (
    NOTHING,
    Outcome,
    begin_form,
    carry_out,
    forget_outcome,
    keep_outcome,
    outcome_of,
    show_field_problems,
    show_outcome,
)
from impactmeter.ui.screen import Screen

_OUTPUT_DESIGNS = (Design.COUNTED, Design.ASKED_ONCE, Design.BENCHMARK)


@dataclass(frozen=True)
class NumberAsked:
    """One number field. `name` is the field of the reading it fills, `step:<number>` for a step."""

    name: str
    label: str
    stored: Decimal | int | None
    help: str | None = None


@dataclass(frozen=True)
class FigureForm:
    """Names everything the page keeps about one figure while it is being filled in. All of it may be lost."""

    slot: FigureSlot
    sheet: IndicatorSheet
    unit: str

    @property
    def name(self) -> str:
        return slot_id(self.slot)

    @property
    def edition(self) -> int:
        """Counts how often the fields were drawn anew from the store, after a conflict."""
        return int(st.session_state.get(f"edition/{self.name}", 0))

    def key(self, field: str) -> str:
        return f"{self.name}/{self.edition}/{field}"

    @property
    def stored(self) -> Reading:
        return self.slot.measurement.reading if self.slot.measurement else Reading()

    @property
    def state(self) -> State:
        return State(st.session_state.get(self.key("state"), self.stored.state))

    @property
    def kind(self) -> Kind:
        return Kind(st.session_state.get(self.key("kind"), self.stored.kind))


def slot_id(slot: FigureSlot) -> str:
    """The address of a figure within its organisation: indicator and period."""
    return f"{slot.line.planned.indicator}/{slot.period}"


def reporting_year_of(period: Period, first_month: int) -> int:
    """The name of the reporting year in which a period ends."""
    year = period.end.year
    return year if period.end <= reporting_year(year, first_month).end else year + 1


def form_of(catalogue: Catalogue, slot: FigureSlot, language: str) -> FigureForm:
    """The form of a slot, with the definition that holds for its period."""
    sheet = sheet_at(catalogue, slot)
    return FigureForm(slot, sheet, catalogue.unit_name(sheet.unit, language))


def sheet_at(catalogue: Catalogue, slot: FigureSlot) -> IndicatorSheet:
    """The sheet with the revision the figure was made under, else the one in force on the last day of the period."""
    known = catalogue.indicator(slot.line.sheet.key)
    if known is None:
        return slot.line.sheet
    made_under = known.revision(slot.measurement.revision) if slot.measurement else None
    definition: Definition = made_under or known.in_force_on(slot.period.end)
    return replace(
        slot.line.sheet,
        unit=definition.unit,
        type=definition.type,
        minimum=definition.minimum,
        maximum=definition.maximum,
        whole_numbers=definition.whole_numbers,
        definition=definition,
    )


def kinds_for(kind: MeasureType | None) -> list[Kind]:
    """How exact a figure of this type can be said to be: what is computed from parts or steps has no two bounds."""
    no_range = kind in (MeasureType.RATIO, MeasureType.STEPS)
    return [one for one in Kind if not (no_range and one is Kind.RANGE)]


def designs_for(catalogue: Catalogue, sheet: IndicatorSheet) -> list[Design]:
    """The ways of measuring that fit: what the catalogue says, for an own output only those that count or ask."""
    known = catalogue.indicator(sheet.key)
    if known is not None:
        return list(known.designs)
    return list(_OUTPUT_DESIGNS) if sheet.place is Place.OUTPUT else list(Design)


def asks_people(catalogue: Catalogue, sheet: IndicatorSheet) -> bool:
    """Whether it may be found out by asking people: then somebody may not have answered."""
    return any(design is not Design.COUNTED for design in designs_for(catalogue, sheet))


def numbers_asked(form: FigureForm, texts: Texts, asks: bool) -> list[NumberAsked]:
    """The number fields that this type of figure needs, with what is stored in each.

    `asks`: whether people may have been asked, so that somebody may not have answered.
    """
    stored, unit = form.stored, plain(form.unit)
    if form.sheet.type is MeasureType.RATIO:
        return [*_parts_asked(form, texts), *_asking(form, texts, asks)]
    if form.sheet.type is MeasureType.STEPS and form.sheet.definition is not None:
        steps = [
            NumberAsked(
                f"step:{number}",
                texts("figures.step", name=plain(words.in_language(texts.language))),
                (stored.steps or {}).get(str(number)),
            )
            for number, words in enumerate(form.sheet.definition.steps, 1)
        ]
        return [*steps, *_asking(form, texts, asks)]
    if form.kind is Kind.RANGE:
        asked = [
            NumberAsked("value", texts("figures.value_low", unit=unit), stored.value),
            NumberAsked("value_high", texts("figures.value_high", unit=unit), stored.value_high),
        ]
    else:
        label = "figures.score" if form.sheet.type is MeasureType.SCORE else "figures.value"
        asked = [NumberAsked("value", texts(label, unit=unit), stored.value, texts("figures.number_help"))]
    if form.sheet.type is MeasureType.SCORE:
        asked.append(NumberAsked("n", texts("figures.n"), stored.n, texts("figures.n_help")))
        asked += _asking(form, texts, asks)
        asked.append(NumberAsked("spread", texts("figures.spread"), stored.spread, texts("figures.spread_help")))
    return asked


def _asking(form: FigureForm, texts: Texts, asks: bool) -> list[NumberAsked]:
    """How many people were asked: only where people are asked, or where it was said before."""
    if not asks and form.stored.invited is None:
        return []
    return [NumberAsked("invited", texts("figures.invited"), form.stored.invited, texts("figures.invited_help"))]


def _parts_asked(form: FigureForm, texts: Texts) -> list[NumberAsked]:
    """Numerator and denominator under their own names; the share itself only where it came in without its parts."""
    stored, definition = form.stored, form.sheet.definition
    asked = []
    for name, value in (("numerator", stored.numerator), ("denominator", stored.denominator)):
        part = getattr(definition, name) if definition else None
        label = plain(part.name.in_language(texts.language)) if part else texts(f"figures.{name}")
        explained = part.definition.in_language(texts.language) if part else None
        asked.append(NumberAsked(name, label, value, explained))
    if stored.value is not None and stored.numerator is None:
        asked.append(NumberAsked("value", texts("figures.share_known"), stored.value))
    return asked


def show_figure_form(screen: Screen, organisation_id: str, form: FigureForm) -> None:
    """Draws the form. It is sent by its button or with Enter, and saved as a draft before the page is drawn again."""
    t = screen.t
    _remember_what_was_seen(form)
    st.radio(
        t("figures.state", period=format_period(form.slot.period, t.language)),
        list(State),
        index=list(State).index(form.stored.state),
        key=form.key("state"),
        format_func=lambda state: t(f"figures.state_{state.value}"),
    )
    if form.state is State.NUMBER:
        _ask_kind(form, t)
    with st.form(form.key("form"), border=False):
        asks = asks_people(screen.catalogue, form.sheet)
        asked = numbers_asked(form, t, asks) if form.state is State.NUMBER else []
        for number in asked:
            _draw_number(screen, organisation_id, form, number)
        if form.state is State.NUMBER:
            _say_computed(form, t)
            _ask_design(screen, form)
            st.text_input(
                t("figures.source"), form.stored.source, key=form.key("source"), help=t("figures.source_help")
            )
            show_field_problems(form.name, "source", t)
        note = "figures.note" if form.state is State.NUMBER else "figures.note_why"
        st.text_area(t(note), form.stored.note, key=form.key("note"), help=t("figures.note_help"), height="content")
        show_field_problems(form.name, "note", t)
        shown = [number.name for number in asked] + ["source", "note"]
        show_outcome(form.name, t, shown, with_conflict=False)
        st.form_submit_button(
            t("figures.save"), type="primary", on_click=send_figure, args=(screen, organisation_id, form)
        )
    _show_conflict(screen, organisation_id, form)


def _remember_what_was_seen(form: FigureForm) -> None:
    """Keeps the lock of what the fields show. Fields that were not on the page before show what the store has now."""
    if begin_form(form.name, form.key("state")):
        st.session_state[f"lock/{form.name}"] = form.slot.measurement.lock if form.slot.measurement else 0


def _ask_kind(form: FigureForm, t: Texts) -> None:
    kinds = kinds_for(form.sheet.type)
    now = t.word("kind", form.kind)
    with st.expander(t("figures.precision_title", kind=now), type="compact", key=form.key("precision")):
        chosen = form.stored.kind if form.stored.kind in kinds else Kind.EXACT
        st.radio(
            t("figures.precision"),
            kinds,
            index=kinds.index(chosen),
            key=form.key("kind"),
            format_func=lambda kind: t(f"figures.kind_{kind.value}"),
        )


def _draw_number(screen: Screen, organisation_id: str, form: FigureForm, asked: NumberAsked) -> None:
    key = form.key(asked.name)
    parsed = number_field(asked.label, key=key, stored=asked.stored, texts=screen.t, help=asked.help)
    for place, (words, number) in enumerate(ask_which(parsed, screen.t)):
        st.form_submit_button(
            screen.t("figures.choose_reading", number=words),
            key=f"{key}/choice/{place}",
            on_click=send_figure,
            args=(screen, organisation_id, form, asked.name, number),
        )
    show_field_problems(form.name, asked.name, screen.t)


def _say_computed(form: FigureForm, t: Texts) -> None:
    """The share that comes out of the two parts as they are stored: nobody types a percentage that has parts."""
    if form.sheet.type is MeasureType.RATIO and form.stored.numerator is not None and form.stored.value is not None:
        words = reading_in_words(form.stored, form.sheet.type, form.unit, t)
        st.markdown(t("figures.computed", value=plain(words)))


def _ask_design(screen: Screen, form: FigureForm) -> None:
    t = screen.t
    designs: list[Design | None] = [None, *designs_for(screen.catalogue, form.sheet)]
    stored = form.stored.design
    if stored is not None and stored not in designs:
        designs.append(stored)
    default = designs.index(stored) if stored else (1 if len(designs) == 2 and form.slot.measurement is None else 0)
    st.selectbox(
        t("figures.design"),
        designs,
        index=default,
        key=form.key("design"),
        format_func=lambda design: t.word("design", design) if design else t("figures.design_none"),
    )


def send_figure(
    screen: Screen, organisation_id: str, form: FigureForm, chosen_field: str = "", chosen: Decimal | None = None
) -> None:
    """Saves what stands in the form as a draft. With a chosen reading that is put in its field first."""
    if chosen is not None:
        choose_reading(form.key(chosen_field), chosen)
    reading, wrong, readable = read_figure(form, screen.t, asks_people(screen.catalogue, form.sheet))
    if not readable or reading is None:
        keep_outcome(form.name, Outcome(refused=tuple(wrong)) if wrong else NOTHING)
        return
    lock_key = f"lock/{form.name}"

    def save(now: Screen) -> None:
        saved, _ = save_figure(
            now.store,
            now.actor,
            now.catalogue,
            organisation_id,
            form.sheet.key,
            form.slot.period,
            reading,
            int(st.session_state.get(lock_key, 0)),
        )
        st.session_state[lock_key] = saved.lock

    carry_out(form.name, screen, save)


def read_figure(form: FigureForm, texts: Texts, asks: bool) -> tuple[Reading | None, list[Message], bool]:
    """What the fields say: the reading, what is wrong with it, and whether every number could be read."""
    state = form.state
    said: dict[str, object] = {"state": state, "note": _text(form, "note"), "kind_word": form.stored.kind_word}
    said["neighbourhood"] = form.stored.neighbourhood
    if state is not State.NUMBER:
        return _checked({**said, "kind_word": ""})
    parsed = {one.name: typed_number(form.key(one.name)) for one in numbers_asked(form, texts, asks)}
    if any(number.problem is not None for number in parsed.values()):
        return None, [], False
    wrong: list[Message] = []
    steps: dict[str, int] = {}
    for name, number in parsed.items():
        if name in ("n", "invited") or name.startswith("step:"):
            count, found = whole_number(number, name, form.unit)
            wrong += found
            if count is not None and name in ("n", "invited"):
                said[name] = count
            elif count is not None:
                steps[name.removeprefix("step:")] = count
        else:
            said[name] = number.number
    if wrong:
        return None, wrong, False
    said |= {"steps": steps or None, "kind": form.kind, "source": _text(form, "source")}
    said["design"] = st.session_state.get(form.key("design"))
    if form.kind is not form.stored.kind:
        said["kind_word"] = ""
    return _checked(said)


def _text(form: FigureForm, field: str) -> str:
    return str(st.session_state.get(form.key(field)) or "").strip()


def _checked(said: dict[str, object]) -> tuple[Reading | None, list[Message], bool]:
    try:
        return Reading.model_validate(said), [], True
    except ValidationError as error:
        fields = {"source": 1000, "note": 4000}
        wrong = []
        for problem in error.errors():
            field = str(problem["loc"][0])
            if field in fields and isinstance(said.get(field), str):
                length = len(str(said[field]))
                wrong.append(message("text.too_long", field=field, length=length, longest=fields[field]))
            else:
                given = str(said.get(field))[:40]
                wrong.append(message("number.not_a_number", field=field, given=given))
        return None, wrong, False


def _show_conflict(screen: Screen, organisation_id: str, form: FigureForm) -> None:
    """Both figures side by side when somebody else saved first; nothing was overwritten."""
    conflict = outcome_of(form.name).conflict
    if conflict is None:
        return
    t = screen.t
    st.warning(f"**{t('figures.conflict_title')}**  \n{t('figures.conflict_why')}", icon=":material/group:")
    mine, theirs = st.columns(2)
    for column, title, figure in (
        (mine, "figures.conflict_mine", conflict.mine),
        (theirs, "figures.conflict_theirs", conflict.theirs),
    ):
        with column, st.container(border=True):
            st.markdown(f"**{t(title)}**")
            _show_side(figure, form, t)
    mine.button(
        t("figures.keep_mine"), key=form.key("keep_mine"), on_click=keep_mine, args=(screen, organisation_id, form)
    )
    theirs.button(t("figures.keep_theirs"), key=form.key("keep_theirs"), on_click=keep_theirs, args=(form,))


def _show_side(figure: Measurement | None, form: FigureForm, t: Texts) -> None:
    if figure is None:
        return
    reading = with_ratio_value(figure.reading, form.sheet)
    st.markdown(plain(reading_in_words(reading, form.sheet.type, form.unit, t)))
    if reading.note:
        st.markdown(plain(reading.note))


def keep_mine(screen: Screen, organisation_id: str, form: FigureForm) -> None:
    """Saves what was typed after all, on top of what the other person saved."""
    conflict = outcome_of(form.name).conflict
    if conflict is not None and isinstance(conflict.theirs, Measurement):
        st.session_state[f"lock/{form.name}"] = conflict.theirs.lock
    send_figure(screen, organisation_id, form)


def keep_theirs(form: FigureForm) -> None:
    """Draws the fields anew from the store."""
    draw_anew(form.name)


def draw_anew(form: str) -> None:
    """The fields of a figure (by its `slot_id`) become new ones, which show what the store has now."""
    st.session_state[f"edition/{form}"] = int(st.session_state.get(f"edition/{form}", 0)) + 1
    forget_outcome(form)
