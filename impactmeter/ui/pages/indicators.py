"""Step 5: which few things show that it works."""

from __future__ import annotations

import streamlit as st
from pydantic import ValidationError

from impactmeter.catalogue.recommendation import Recommendation, recommend
from impactmeter.domain.indicator import Direction, Indicator, MeasureType, OwnIndicator, Place
from impactmeter.domain.objective import Objective
from impactmeter.domain.organisation import Organisation
from impactmeter.domain.period import Frequency
from impactmeter.services.path import path_of
from impactmeter.services.planning import (
    ADVISED_INDICATORS,
    PlanLine,
    add_own_indicator,
    choose_indicator,
    end_indicator,
    plan_of,
)
from impactmeter.ui.components.indicator_card import show_definition, show_own_definition, summary_of
from impactmeter.ui.components.messages import plain, sentence
from impactmeter.ui.components.saving import (
    begin_form,
    carry_out,
    command_key,
    forget_outcome,
    refuse_misfits,
    say_once,
    show_field_problems,
    show_outcome,
    tell,
)
from impactmeter.ui.registry import page_file
from impactmeter.ui.screen import Screen, open_step

YEARS_BACK = 6
OWN_TYPES = [kind for kind in MeasureType if kind is not MeasureType.STEPS]
"""Steps need a definition per step, which only the catalogue has."""
FIRST_YEAR = "indicators/first_year"
OWN_FIELDS = ("name", "unit", "definition", "how_to_measure")


def draw() -> None:
    screen, organisation = open_step("indicators")
    t = screen.t
    st.markdown(t("indicators.intro"))
    with st.expander(t("indicators.why_title")):
        st.markdown(t("indicators.why"))
    objectives = path_of(screen.store, screen.actor, organisation.id).objectives
    plan = plan_of(screen.store, screen.actor, screen.catalogue, organisation.id)
    if not objectives:
        st.info(t("indicators.no_objective"))
        st.page_link(page_file("objectives"), label=t("journey.step.objectives"), icon=":material/arrow_forward:")
        return
    objective = ask_objective(screen, objectives)
    show_chosen(screen, organisation, objective, plan)
    show_recommended(screen, organisation, objective, plan)
    show_catalogue(screen, organisation, objective, plan)
    show_own_form(screen, organisation, objective)
    show_elsewhere(screen, organisation, objectives, plan)
    if plan:
        st.page_link(page_file("aims"), label=t("indicators.next"), icon=":material/arrow_forward:")


def ask_objective(screen: Screen, objectives: tuple[Objective, ...]) -> Objective:
    """The objective in the address or chosen here; an id that is not among them gives the first."""
    if len(objectives) == 1:
        return objectives[0]
    titles = {o.id: f"{place}. {plain(o.title[:60])}" for place, o in enumerate(objectives, 1)}
    asked = st.query_params.get("doel")
    ids = list(titles)
    chosen = st.radio(
        screen.t("indicators.objective"),
        ids,
        index=ids.index(asked) if asked in titles else 0,
        format_func=lambda one: titles[one],
        key="indicators/objective",
    )
    return next((o for o in objectives if o.id == chosen), objectives[0])


def show_chosen(screen: Screen, organisation: Organisation, objective: Objective, plan: list[PlanLine]) -> None:
    t = screen.t
    st.header(t("indicators.chosen"), anchor=False)
    tell("indicators")
    mine = [line for line in plan if line.planned.objective_id == objective.id]
    running = [line for line in mine if line.planned.last_year is None]
    if not mine:
        st.info(t("indicators.chosen_none"))
    if len(running) > ADVISED_INDICATORS:
        st.info(t("indicators.too_many", count=len(running), most=ADVISED_INDICATORS), icon=":material/help:")
    for line in mine:
        show_plan_line(screen, organisation, line)


def show_elsewhere(
    screen: Screen, organisation: Organisation, objectives: tuple[Objective, ...], plan: list[PlanLine]
) -> None:
    """What hangs on no objective that is still there: it came in by import, or its objective was put away."""
    known = {objective.id for objective in objectives}
    loose = [line for line in plan if line.planned.objective_id not in known]
    if loose:
        st.header(screen.t("indicators.elsewhere"), anchor=False)
    for line in loose:
        show_plan_line(screen, organisation, line)


def show_plan_line(screen: Screen, organisation: Organisation, line: PlanLine) -> None:
    """A chosen indicator with since when, what it means, how often it is asked, and the way to stop."""
    t, planned = screen.t, line.planned
    with st.container(border=True):
        st.subheader(plain(line.sheet.name(screen.language)), anchor=False)
        st.caption(when(screen, line))
        known = screen.catalogue.indicator(planned.indicator)
        with st.expander(t("indicators.card.details"), type="compact"):
            if known is not None:
                show_definition(known, screen.catalogue, t)
            elif line.sheet.own is not None:
                show_own_definition(line.sheet.own, t)
        if planned.last_year is None:
            with st.expander(t("indicators.change_title"), type="compact"):
                ask_how_often(screen, organisation, line)
                ask_to_stop(screen, organisation, line)


def ask_how_often(screen: Screen, organisation: Organisation, line: PlanLine) -> None:
    """How often figures are asked, saved when it is chosen; people once a year, so that nobody is counted twice."""
    t, name = screen.t, f"often/{line.planned.indicator}"
    if line.sheet.type is MeasureType.PEOPLE:
        st.caption(t("indicators.frequency_fixed"))
        return
    begin_form(name, f"{name}/frequency")
    st.radio(
        t("indicators.frequency"),
        list(Frequency),
        index=list(Frequency).index(line.planned.frequency),
        key=f"{name}/frequency",
        format_func=lambda frequency: t.word("frequency", frequency),
        on_change=send_frequency,
        args=(screen, organisation.id, line, name),
    )
    show_outcome(name, t)


def send_frequency(screen: Screen, organisation_id: str, line: PlanLine, name: str) -> None:
    planned, frequency = line.planned, Frequency(st.session_state[f"{name}/frequency"])

    def save(now: Screen) -> None:
        choose_indicator(
            now.store,
            now.actor,
            now.catalogue,
            organisation_id,
            planned.indicator,
            objective_id=planned.objective_id,
            first_year=planned.first_year,
            frequency=frequency,
        )

    carry_out(name, screen, save)


def when(screen: Screen, line: PlanLine) -> str:
    planned, frequency = line.planned, screen.t.word("frequency", line.planned.frequency)
    if planned.last_year is None:
        words = screen.t("indicators.since", year=str(planned.first_year), frequency=frequency)
    elif planned.last_year < planned.first_year:
        words = screen.t("indicators.not_yet")
    else:
        first, last = str(planned.first_year), str(planned.last_year)
        words = screen.t("indicators.until", first=first, last=last, frequency=frequency)
    return words if line.sheet.own is None else f"{words} · {screen.t('indicators.own_label')}"


def ask_to_stop(screen: Screen, organisation: Organisation, line: PlanLine) -> None:
    t, name = screen.t, f"stop/{line.planned.indicator}"
    begin_form(name, f"{name}/year")
    with st.form(name, border=False):
        st.markdown(t("indicators.stop_why"))
        years = list(range(screen.today.year, max(line.planned.first_year, screen.today.year - YEARS_BACK) - 2, -1))
        default = years.index(screen.today.year - 1) if screen.today.year - 1 in years else 0
        st.selectbox(t("indicators.stop_after"), years, index=default, key=f"{name}/year")
        show_outcome(name, t)
        st.form_submit_button(t("indicators.stop"), on_click=send_stop, args=(screen, organisation.id, line, name))


def send_stop(screen: Screen, organisation_id: str, line: PlanLine, name: str) -> None:
    year, indicator = int(st.session_state[f"{name}/year"]), line.planned.indicator
    if carry_out(name, screen, lambda now: end_indicator(now.store, now.actor, organisation_id, indicator, year)):
        say_once("indicators", screen.t("indicators.stopped", year=str(year)))


def show_recommended(screen: Screen, organisation: Organisation, objective: Objective, plan: list[PlanLine]) -> None:
    t = screen.t
    st.header(t("indicators.recommended"), anchor=False)
    if not objective.goal_category:
        st.info(t("indicators.own_goal"))
        return
    chosen = [line.planned.indicator for line in plan if line.planned.last_year is None]
    found = recommend(
        screen.catalogue,
        objective.goal_category,
        words=f"{objective.title} {objective.change}",
        target_group=objective.target_group,
        chosen=chosen,
        language=screen.language,
    )
    if not found:
        st.info(t("indicators.recommended_none"))
        return
    ask_first_year(screen)
    for recommendation in found:
        show_recommendation(screen, organisation, objective, recommendation)


def show_recommendation(
    screen: Screen, organisation: Organisation, objective: Objective, recommendation: Recommendation
) -> None:
    t, indicator = screen.t, recommendation.indicator
    with st.container(border=True):
        st.subheader(indicator.name.in_language(screen.language), anchor=False)
        st.markdown(indicator.question.in_language(screen.language))
        st.caption(summary_of(indicator, screen.catalogue, t))
        reasons = [reason for reason in recommendation.reasons if "level" not in reason.values]
        words = [sentence(reason, t) for reason in reasons]
        words.append(t("recommendation.minutes", count=recommendation.minutes))
        st.markdown("\n".join(f"- {reason}" for reason in words))
        with st.expander(t("indicators.card.details"), type="compact"):
            show_definition(indicator, screen.catalogue, t)
        ask_to_choose(screen, organisation, objective, indicator, "recommended")


def ask_first_year(screen: Screen) -> None:
    """From which year what is chosen below is measured: one question for all proposals, last year by itself."""
    years = list(range(screen.today.year - YEARS_BACK, screen.today.year + 2))
    st.pills(screen.t("indicators.first_year"), years, default=screen.today.year - 1, required=True, key=FIRST_YEAR)


def ask_to_choose(
    screen: Screen, organisation: Organisation, objective: Objective, indicator: Indicator, spot: str
) -> None:
    t, name = screen.t, f"{spot}/{indicator.id}"
    show_outcome(name, t)
    st.button(
        t("indicators.choose"),
        key=f"{name}/send",
        type="primary",
        on_click=send_choice,
        args=(screen, organisation.id, objective.id, indicator, name),
    )


def send_choice(screen: Screen, organisation_id: str, objective_id: str, indicator: Indicator, name: str) -> None:
    first_year = int(st.session_state.get(FIRST_YEAR) or screen.today.year - 1)

    def choose(now: Screen) -> None:
        choose_indicator(
            now.store,
            now.actor,
            now.catalogue,
            organisation_id,
            indicator.id,
            objective_id=objective_id,
            first_year=first_year,
        )

    if carry_out(name, screen, choose):
        chosen = plain(indicator.name.in_language(screen.language))
        say_once("indicators", screen.t("indicators.chosen_saved", name=chosen))


def show_catalogue(screen: Screen, organisation: Organisation, objective: Objective, plan: list[PlanLine]) -> None:
    """Everything there is, one at a time, for who looks for something else."""
    t, language = screen.t, screen.language
    st.header(t("indicators.browse"), anchor=False)
    labels = {one.id: one.label.in_language(language) for one in screen.catalogue.categories}
    first = objective.goal_category if objective.goal_category in labels else next(iter(labels), None)
    category = st.pills(
        t("indicators.browse_category"),
        list(labels),
        default=first,
        format_func=lambda one: labels[one],
        key=f"browse/{objective.id}",
    )
    chosen = {line.planned.indicator for line in plan if line.planned.last_year is None}
    offered = {
        one.id: one
        for one in screen.catalogue.in_category(category or "")
        if one.id not in chosen and one.retired is None
    }
    if not offered:
        st.markdown(t("indicators.browse_none"))
        return
    picked = st.selectbox(
        t("indicators.browse_open"),
        list(offered),
        index=None,
        placeholder=t("indicators.browse_placeholder"),
        format_func=lambda one: offered[one].name.in_language(language),
        key=f"browse/{objective.id}/{category}",
    )
    if picked in offered:
        show_offered(screen, organisation, objective, offered[picked])


def show_offered(screen: Screen, organisation: Organisation, objective: Objective, indicator: Indicator) -> None:
    with st.container(border=True):
        st.subheader(indicator.name.in_language(screen.language), anchor=False)
        st.markdown(indicator.question.in_language(screen.language))
        show_definition(indicator, screen.catalogue, screen.t)
        if indicator.accepts_figures:
            ask_to_choose(screen, organisation, objective, indicator, "browsed")
        else:
            st.info(screen.t("indicators.card.refer"))


def show_own_form(screen: Screen, organisation: Organisation, objective: Objective) -> None:
    t, name = screen.t, f"own/{objective.id}"
    begin_form(name, f"{name}/name")
    st.header(t("indicators.own"), anchor=False)
    st.markdown(t("indicators.own_intro"))
    is_only_way = not objective.goal_category
    with st.expander(t("indicators.own_open"), expanded=is_only_way, key=f"{name}/open"), st.form(name, border=False):
        st.text_input(t("indicators.field.name"), key=f"{name}/name", help=t("indicators.field.name_help"))
        show_field_problems(name, "name", t)
        st.text_input(t("indicators.field.unit"), key=f"{name}/unit", help=t("indicators.field.unit_help"))
        show_field_problems(name, "unit", t)
        st.text_area(
            t("indicators.field.definition"), key=f"{name}/definition", help=t("indicators.field.definition_help")
        )
        show_field_problems(name, "definition", t)
        ask_own_choices(screen, name)
        st.text_area(
            t("indicators.field.how_to_measure"), key=f"{name}/how_to_measure", help=t("indicators.field.how_help")
        )
        show_field_problems(name, "how_to_measure", t)
        show_outcome(name, t, OWN_FIELDS)
        st.form_submit_button(
            t("indicators.own_button"), key=f"{name}/send", on_click=send_own, args=(screen, organisation.id, objective)
        )


def ask_own_choices(screen: Screen, name: str) -> None:
    t = screen.t
    st.radio(t("indicators.field.type"), OWN_TYPES, key=f"{name}/type", format_func=lambda kind: t.word("type", kind))
    st.radio(
        t("indicators.field.place"),
        list(Place),
        key=f"{name}/place",
        format_func=lambda place: t(f"indicators.place_{place.value}"),
    )
    st.radio(
        t("indicators.field.direction"),
        list(Direction),
        index=list(Direction).index(Direction.NEUTRAL),
        key=f"{name}/direction",
        format_func=lambda direction: t.word("direction", direction),
    )


def send_own(screen: Screen, organisation_id: str, objective: Objective) -> None:
    """Adds the indicator and puts it in the plan; the fields are emptied only when both were done."""
    name = f"own/{objective.id}"
    said = {field: str(st.session_state.get(f"{name}/{field}") or "").strip() for field in OWN_FIELDS}
    first_year = int(st.session_state.get(FIRST_YEAR) or screen.today.year - 1)

    def add(now: Screen) -> None:
        own = own_indicator(organisation_id, objective, name, said)
        added = add_own_indicator(now.store, now.actor, own, command_key(name))
        choose_indicator(
            now.store,
            now.actor,
            now.catalogue,
            organisation_id,
            added.key,
            objective_id=objective.id,
            first_year=first_year,
        )

    if carry_out(name, screen, add):
        say_once("indicators", screen.t("indicators.own_added", name=plain(said["name"])))
        forget_outcome(name)
        for field in OWN_FIELDS:
            st.session_state[f"{name}/{field}"] = ""


def own_indicator(organisation_id: str, objective: Objective, name: str, said: dict[str, str]) -> OwnIndicator:
    """The indicator the form describes, or a refusal with a message per field."""
    try:
        return OwnIndicator(
            organisation_id=organisation_id,
            goal_category=objective.goal_category,
            type=st.session_state[f"{name}/type"],
            place=st.session_state[f"{name}/place"],
            direction=st.session_state[f"{name}/direction"],
            name=said["name"],
            unit=said["unit"],
            definition=said["definition"],
            how_to_measure=said["how_to_measure"],
        )
    except ValidationError as error:
        refuse_misfits(error, "plan.own_needed")
        raise


draw()
