"""Step 5: which few things show that it works."""

from __future__ import annotations

import streamlit as st

from impactmeter.catalogue.recommendation import Recommendation, minutes_of, recommend
from impactmeter.catalogue.worked_path import Part
from impactmeter.domain.indicator import Indicator
from impactmeter.domain.objective import Objective
from impactmeter.domain.organisation import Organisation
from impactmeter.services.beginning import Suggestion
from impactmeter.services.levels import levels_of
from impactmeter.services.path import path_of
from impactmeter.services.planning import (
    ADVISED_INDICATORS,
    PlanLine,
    choose_indicator,
    plan_of,
)
from impactmeter.ui.components.help_context import OBJECTIVE, note_open_record
from impactmeter.ui.components.indicator_card import show_definition, summary_of
from impactmeter.ui.components.kept_records import kept_for, records_of, show_kept
from impactmeter.ui.components.messages import plain, sentence
from impactmeter.ui.components.own_indicator_form import show_own_form
from impactmeter.ui.components.plan_line import show_plan_line
from impactmeter.ui.components.questions_back import show_asked
from impactmeter.ui.components.saving import (
    carry_out,
    say_once,
    show_outcome,
    tell,
)
from impactmeter.ui.components.worked_example import show_worked_example
from impactmeter.ui.registry import page_file
from impactmeter.ui.screen import Screen, open_step

YEARS_BACK = 6
FIRST_YEAR = "indicators/first_year"


def draw() -> None:
    screen, organisation = open_step("indicators")
    t = screen.t
    st.markdown(t("indicators.intro"))
    with st.expander(t("indicators.why_title")):
        st.markdown(t("indicators.why"))
    path = path_of(screen.store, screen.actor, organisation.id)
    objectives = path.objectives
    plan = plan_of(screen.store, screen.actor, screen.catalogue, organisation.id)
    if not objectives:
        st.info(t("indicators.no_objective"))
        st.page_link(page_file("objectives"), label=t("journey.step.objectives"), icon=":material/arrow_forward:")
        return
    objective = ask_objective(screen, objectives)
    asked = [one for one in path.questions_about(objective, screen.today) if one.page == "indicators"]
    show_asked(screen, organisation.id, objective.id, asked, "indicators")
    note_open_record(OBJECTIVE, objective.id)
    show_chosen(screen, organisation, objective, plan)
    show_worked_example(screen, objective.goal_category, Part.INDICATORS)
    st.header(t("indicators.recommended"), anchor=False)
    first_year = ask_first_year(screen)
    kept = kept_for(screen, organisation, objective, plan)
    shown = show_recommended(screen, organisation, objective, plan, kept)
    more = [one for name, one in kept.items() if name not in shown]
    show_kept(screen, organisation, objective, more, ask_to_choose)
    show_catalogue(screen, organisation, objective, plan)
    show_own_form(screen, organisation, objective, first_year)
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


def show_recommended(
    screen: Screen,
    organisation: Organisation,
    objective: Objective,
    plan: list[PlanLine],
    kept: dict[str, Suggestion],
) -> set[str]:
    """Gives the ids of the indicators that it showed."""
    t = screen.t
    if not objective.goal_category:
        st.info(t("indicators.own_goal"))
        return set()
    chosen = [line.planned.indicator for line in plan if line.planned.last_year is None]
    found = recommend(
        screen.catalogue,
        objective.goal_category,
        level=level_now(screen, organisation, objective),
        words=f"{objective.title} {objective.change}",
        target_group=objective.target_group,
        chosen=chosen,
        language=screen.language,
    )
    if not found:
        st.info(t("indicators.recommended_none"))
    elif len(found) > 1:
        st.caption(t("recommendation.all_minutes", count=len(found), minutes=minutes_of(found)))
    for recommendation in found:
        show_recommendation(screen, organisation, objective, recommendation, kept.get(recommendation.indicator.id))
    return {one.indicator.id for one in found}


def level_now(screen: Screen, organisation: Organisation, objective: Objective) -> int:
    """The computed level of the objective: it decides whether outputs or effects are proposed first."""
    levels = levels_of(screen.store, screen.actor, screen.catalogue, organisation.id, screen.today)
    return next((one.result.level for one in levels.objectives if one.objective.id == objective.id), 0)


def show_recommendation(
    screen: Screen,
    organisation: Organisation,
    objective: Objective,
    recommendation: Recommendation,
    kept: Suggestion | None,
) -> None:
    t, indicator = screen.t, recommendation.indicator
    with st.container(border=True):
        st.subheader(indicator.name.in_language(screen.language), anchor=False)
        st.markdown(indicator.question.in_language(screen.language))
        st.caption(summary_of(indicator, screen.catalogue, t))
        words = [sentence(reason, t) for reason in recommendation.reasons]
        if kept is not None:
            words.insert(0, plain(t("start_here.because_sentence", records=records_of(kept, t))))
        words.append(t("recommendation.minutes", count=recommendation.minutes))
        st.markdown("\n".join(f"- {reason}" for reason in words))
        details = st.expander(
            t("indicators.card.details"), type="compact", key=f"proposed/{indicator.id}", on_change="rerun"
        )
        if details.open:
            with details:
                show_definition(indicator, screen.catalogue, t)
        ask_to_choose(screen, organisation, objective, indicator, "recommended")


def ask_first_year(screen: Screen) -> int:
    """From which year what is chosen below is measured: one question for everything, last year by itself."""
    years = list(range(screen.today.year - YEARS_BACK, screen.today.year + 2))
    last_year = screen.today.year - 1
    return (
        st.pills(screen.t("indicators.first_year"), years, default=last_year, required=True, key=FIRST_YEAR)
        or last_year
    )


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


draw()
