"""Step 7: what was measured, one figure at a time."""

from __future__ import annotations

from html import escape

import streamlit as st

from impactmeter.charts.words import aim_in_words, reading_in_words
from impactmeter.domain.measurement import Status
from impactmeter.domain.organisation import Organisation
from impactmeter.domain.period import periods_of_year
from impactmeter.domain.submission import RemarkKind
from impactmeter.services.history import RecordKind
from impactmeter.services.measuring import FigureSlot, answer, measuring_years, open_questions, slots_of_year
from impactmeter.services.planning import PlanLine, plan_of
from impactmeter.services.reviewing import reopen
from impactmeter.services.splitting import splits_of_figure
from impactmeter.texts import Texts
from impactmeter.texts.formats import format_day, format_period
from impactmeter.ui.components.conversation import show_conversation
from impactmeter.ui.components.evidence_files import show_files
from impactmeter.ui.components.figure_form import FigureForm, form_of, reporting_year_of, show_figure_form, slot_id
from impactmeter.ui.components.help_context import FIGURE, note_open_record
from impactmeter.ui.components.history import show_record_history
from impactmeter.ui.components.messages import plain, show_questions
from impactmeter.ui.components.paging import PARAM, ListPage, current_page, show_pages, turn_to
from impactmeter.ui.components.saving import begin_form, carry_out, command_key, show_outcome
from impactmeter.ui.components.split_form import ask_splits, show_splits
from impactmeter.ui.components.taking_over import show_computed_with
from impactmeter.ui.registry import page_file
from impactmeter.ui.screen import Screen, open_step

ICONS = {
    Status.DRAFT: ":material/edit:",
    Status.HANDED_IN: ":material/schedule:",
    Status.RETURNED: ":material/help:",
    Status.APPROVED: ":material/check_circle:",
    Status.WITHDRAWN: ":material/undo:",
}
NOT_YET = ":material/radio_button_unchecked:"
IN_SIGHT = 10
"""A longer list is shown in parts."""
OPEN = "figures/open"
"""Which figure is open, with the year on the screen: nothing is lost with it."""


def draw() -> None:
    screen, organisation = open_step("figures")
    t = screen.t
    st.markdown(t("figures.intro"))
    with st.expander(t("figures.why_title")):
        st.markdown(t("figures.why"))
    if organisation.is_read_only:
        st.info(t("figures.read_only_organisation"))
    plan = plan_of(screen.store, screen.actor, screen.catalogue, organisation.id)
    if not plan:
        st.info(t("figures.empty"))
        st.page_link(page_file("indicators"), label=t("figures.to_indicators"), icon=":material/arrow_forward:")
        return
    years = measuring_years(organisation, plan, screen.today)
    if not years:
        say_when_the_first_period_ends(screen, organisation, plan)
        return
    arrived = "jaar" not in st.session_state
    first = year_to_fill_in(screen, organisation, years)
    year = st.pills(t("figures.year"), years, default=first, required=True, key="jaar", bind="query-params")
    show_year(screen, organisation, year or first, arrived)


def say_when_the_first_period_ends(screen: Screen, organisation: Organisation, plan: list[PlanLine]) -> None:
    ends = [
        period.end
        for line in plan
        if line.planned.last_year is None
        for year in (line.planned.first_year, line.planned.first_year + 1)
        for period in periods_of_year(year, line.planned.frequency, organisation.year_starts_in)
        if period.end > screen.today
    ]
    if ends:
        st.info(screen.t("figures.no_period", end=format_day(min(ends), screen.language)))
    else:
        st.info(screen.t("figures.no_period_at_all"))


def year_to_fill_in(screen: Screen, organisation: Organisation, years: list[int]) -> int:
    """The newest year with a figure that came back with questions, else the newest year."""
    came_back = open_questions(screen.store, screen.actor, screen.catalogue, organisation.id)
    theirs = {reporting_year_of(one.measurement.period, organisation.year_starts_in) for one in came_back}
    return next((year for year in years if year in theirs), years[0])


def show_year(screen: Screen, organisation: Organisation, year: int, arrived: bool) -> None:
    """The figures of a reporting year as a list in which one is open at a time."""
    t = screen.t
    slots = slots_of_year(screen.store, screen.actor, screen.catalogue, organisation.id, year, screen.today)
    st.header(t("figures.header", year=str(year)), anchor=False)
    done = sum(slot.measurement is not None for slot in slots)
    st.markdown(t("figures.progress", done=str(done), count=len(slots)))
    if slots and done == len(slots):
        st.page_link(page_file("hand_in"), label=t("figures.all_done", year=str(year)), icon=":material/send:")
    page = choose_what_is_open(slots, year, arrived)
    with st.container(key="im_figures", gap="small"):
        for place, slot in list(enumerate(slots))[page.first : page.last]:
            if st.session_state[OPEN] == (year, slot_id(slot)):
                with st.container(border=True, key="im_figure"):
                    show_toggle(slot, year, t, is_open=True)
                    show_slot(screen, organisation, slot)
                    if place + 1 < len(slots):
                        after = slot_id(slots[place + 1])
                        where = (year, after, place + 1)
                        st.button(t("figures.next"), key=f"{slot_id(slot)}/next", on_click=open_another, args=where)
            else:
                show_toggle(slot, year, t, is_open=False)
    show_pages(page, t)


def show_toggle(slot: FigureSlot, year: int, t: Texts, *, is_open: bool) -> None:
    """The row of a figure in the list: its name, period and status, and the way to open or close it."""
    name, label = slot_id(slot), slot_label(slot, t)
    st.button(
        f"**{label}**" if is_open else label,
        key=f"{name}/toggle",
        icon=ICONS[slot.measurement.status] if slot.measurement else NOT_YET,
        type="tertiary",
        on_click=close if is_open else open_another,
        args=(year, name),
    )


def slot_label(slot: FigureSlot, t: Texts) -> str:
    status = t.word("status", slot.measurement.status if slot.measurement else "none")
    name = plain(slot.line.sheet.name(t.language))
    return t("figures.slot", name=name, period=format_period(slot.period, t.language), status=status)


def choose_what_is_open(slots: list[FigureSlot], year: int, arrived: bool) -> ListPage:
    """On arrival and in another year: the figure in the address, else what came back, else the first that is empty.

    Gives the part of the list in which it stands. An address that names a part and no figure keeps to that part.
    """
    page = current_page(len(slots), of=f"figures/{year}", size=IN_SIGHT)
    if not arrived and st.session_state.get(OPEN, (None, ""))[0] == year:
        return page
    asked = st.query_params.get("cijfer")
    named = [slot for slot in slots if slot_id(slot) == asked]
    among = page.of(slots) if PARAM in st.query_params else slots
    returned = [slot for slot in among if slot.measurement and slot.measurement.status is Status.RETURNED]
    empty = [slot for slot in among if slot.measurement is None]
    chosen = next(iter([*named, *returned, *empty]), None)
    st.session_state[OPEN] = (year, slot_id(chosen) if chosen else "")
    return page if chosen is None else turn_to_place(slots.index(chosen), len(slots))


def turn_to_place(place: int, count: int) -> ListPage:
    """The part of the list with the figure at this place; it stands in the address when there are several parts."""
    page = ListPage(place // IN_SIGHT + 1, count, IN_SIGHT)
    if page.pages > 1:
        turn_to(page.number)
    return page


def open_another(year: int, name: str, place: int | None = None) -> None:
    """Opens a figure; whichever was open closes, so that a long list stays short. `place` may be out of sight."""
    st.session_state[OPEN] = (year, name)
    if place is not None and (place >= IN_SIGHT or PARAM in st.query_params):
        turn_to(place // IN_SIGHT + 1)


def close(year: int, name: str) -> None:
    st.session_state[OPEN] = (year, "")


def show_slot(screen: Screen, organisation: Organisation, slot: FigureSlot) -> None:
    """One figure: what is meant by it, what stood here before, and either its form or what was handed in."""
    form = form_of(screen.catalogue, slot, screen.language)
    note_open_record(FIGURE, slot_id(slot))
    show_meaning(form, screen.t)
    if slot.measurement is not None:
        show_computed_with(screen, slot.measurement, form.unit)
    if slot.remarks:
        st.subheader(screen.t("figures.conversation"), anchor=False)
        show_conversation(slot.remarks, screen.t)
    show_what_is_known(form, screen.t)
    if organisation.is_read_only or not slot.is_open:
        show_fixed(screen, form)
    else:
        show_figure_form(screen, organisation.id, form)
        show_questions(slot.questions, screen.t)
        show_what_belongs_to_it(screen, form)
    asked = any(remark.kind in (RemarkKind.QUESTION, RemarkKind.IMPORT) for remark in slot.remarks)
    if slot.measurement and (asked or (slot.questions and slot.is_open)):
        ask_for_an_answer(screen, form)
    if slot.measurement is not None:
        show_record_history(screen, organisation.id, RecordKind.FIGURE, slot.measurement.id)


def show_meaning(form: FigureForm, t: Texts) -> None:
    definition, own = form.sheet.definition, form.sheet.own
    lines = [(t("figures.unit"), form.unit)]
    if definition is not None:
        lines.append((t("figures.counts"), definition.counts.in_language(t.language)))
        lines.append((t("figures.excludes"), definition.excludes.in_language(t.language)))
        for part in (definition.numerator, definition.denominator):
            if part is not None:
                lines.append((part.name.in_language(t.language), part.definition.in_language(t.language)))
    elif own is not None:
        lines.append((t("figures.counts"), own.definition))
        lines.append((t("figures.excludes"), own.excludes))
        lines.append((t("figures.numerator"), own.numerator))
        lines.append((t("figures.denominator"), own.denominator))
    items = "".join(f"<dt>{escape(term)}</dt><dd>{escape(text)}</dd>" for term, text in lines if text)
    st.html(f'<dl class="im-sheet">{items}</dl>')


def show_what_is_known(form: FigureForm, t: Texts) -> None:
    """The last figure, the target and the version that counts, so that nobody fills in blindly."""
    slot, type_ = form.slot, form.sheet.type
    if slot.previous is not None:
        value = reading_in_words(slot.previous.reading, type_, form.unit, t)
        period = format_period(slot.previous.period, t.language)
        st.markdown(t("figures.previous", period=period, value=plain(value)))
    for target in slot.line.targets:
        if target.period.overlaps(slot.period):
            period = format_period(target.period, t.language)
            st.markdown(t("figures.target", period=period, value=plain(aim_in_words(target, type_, form.unit, t))))
    if slot.approved is not None and slot.measurement is not None and slot.approved.id != slot.measurement.id:
        value = reading_in_words(slot.approved.reading, type_, form.unit, t)
        st.info(t("figures.counting", value=plain(value)), icon=":material/lock:")


def show_fixed(screen: Screen, form: FigureForm) -> None:
    """A figure that cannot be changed now, why not, and the way to change it after all."""
    t, figure = screen.t, form.slot.measurement
    if figure is None:
        return
    value = reading_in_words(figure.reading, form.sheet.type, form.unit, t)
    st.markdown(t("figures.read_only", value=f"**{plain(value)}**"))
    if figure.reading.note:
        st.markdown(plain(figure.reading.note))
    show_splits(splits_of_figure(screen.store, screen.actor, figure.id), figure, form.unit, t)
    show_files(screen, figure.id)
    if figure.status is Status.HANDED_IN:
        st.info(t("figures.waiting"), icon=":material/schedule:")
        st.page_link(page_file("hand_in"), label=t("figures.to_hand_in"), icon=":material/arrow_forward:")
    elif figure.status is Status.APPROVED:
        st.success(t("figures.approved"), icon=":material/lock:")
        ask_to_reopen(screen, form)


def show_what_belongs_to_it(screen: Screen, form: FigureForm) -> None:
    """The parts of an open figure and the files behind it, once there is a figure for them to belong to."""
    figure = form.slot.measurement
    if figure is None:
        st.caption(screen.t("split.save_first"))
        return
    ask_splits(screen, figure, form.unit)
    show_files(screen, figure.id)


def ask_to_reopen(screen: Screen, form: FigureForm) -> None:
    t, name = screen.t, f"{form.name}/reopen"
    begin_form(name, f"{name}/reason")
    with st.form(name):
        st.markdown(f"**{t('figures.reopen_title')}** {t('figures.reopen_why')}")
        st.text_area(t("figures.reopen_reason"), key=f"{name}/reason")
        show_outcome(name, t)
        st.form_submit_button(t("figures.reopen_button"), on_click=send_reopening, args=(screen, form, name))


def send_reopening(screen: Screen, form: FigureForm, name: str) -> None:
    figure = form.slot.measurement
    if figure is not None:
        reason = str(st.session_state.get(f"{name}/reason") or "")
        carry_out(name, screen, lambda now: reopen(now.store, now.actor, figure.id, reason, command_key(name)))


def ask_for_an_answer(screen: Screen, form: FigureForm) -> None:
    t, name = screen.t, f"{form.name}/answer"
    begin_form(name, f"{name}/text")
    with st.form(name):
        st.text_area(t("figures.answer"), key=f"{name}/text", help=t("figures.answer_help"))
        show_outcome(name, t)
        st.form_submit_button(t("figures.answer_button"), on_click=send_answer, args=(screen, form, name))


def send_answer(screen: Screen, form: FigureForm, name: str) -> None:
    figure = form.slot.measurement
    text = str(st.session_state.get(f"{name}/text") or "")
    if figure is None:
        return
    if carry_out(name, screen, lambda now: answer(now.store, now.actor, figure.id, text, command_key(name))):
        st.session_state[f"{name}/text"] = ""


draw()
