"""One submission: everything a reviewer needs on one page, and at its end the decision."""

from __future__ import annotations

from html import escape

import streamlit as st

from impactmeter.catalogue.municipality import DeskRules
from impactmeter.domain.message import NotFound, Refused, message
from impactmeter.domain.permission import Role
from impactmeter.domain.submission import Act, is_possible
from impactmeter.services.desk import queue
from impactmeter.services.history import RecordKind
from impactmeter.services.levels import levels_of
from impactmeter.services.reviewing import (
    Dossier,
    FigureUnderReview,
    approve_submission,
    dossier_of,
    return_submission,
)
from impactmeter.texts.formats import format_moment, format_period
from impactmeter.ui.components.chain import show_chain
from impactmeter.ui.components.conversation import show_conversation
from impactmeter.ui.components.figure_review import form_name, question_key, show_figure
from impactmeter.ui.components.history import show_record_history
from impactmeter.ui.components.indicator_card import show_terms
from impactmeter.ui.components.messages import plain
from impactmeter.ui.components.questions_back import show_known
from impactmeter.ui.components.saving import (
    carry_out,
    command_key,
    say_once,
    show_field_problems,
    show_outcome,
    tell,
)
from impactmeter.ui.registry import page_file
from impactmeter.ui.screen import Screen, open_screen

APPROVE, APPROVE_THE_REST, RETURN = "approve", "approve_the_rest", "return"


def draw() -> None:
    screen = open_screen("review_page.title")
    dossier = find_dossier(screen)
    if dossier is None:
        st.info(screen.t("access.not_found"))
        show_way_back(screen)
        return
    show_head(screen, dossier)
    show_theory(screen, dossier)
    st.header(screen.t("review_page.figures", count=len(dossier.figures)), anchor=False)
    for figure in dossier.figures:
        show_figure(screen, figure, may_review=dossier.may_review, of=len(dossier.figures))
    if dossier.remarks:
        st.header(screen.t("review_page.whole"), anchor=False)
        show_conversation(dossier.remarks, screen.t)
    decide(screen, dossier)
    show_record_history(screen, dossier.organisation.id, RecordKind.SUBMISSION, dossier.submission.id)
    show_way_back(screen)


def find_dossier(screen: Screen) -> Dossier | None:
    """The submission in the address; what does not exist and what is not yours are one answer."""
    try:
        return dossier_of(screen.store, screen.actor, screen.catalogue, st.query_params.get("inzending", ""))
    except NotFound:
        return None


def show_way_back(screen: Screen) -> None:
    key = "queue" if screen.actor.has(Role.ACCOUNT_MANAGER) else "organisations"
    st.page_link(page_file(key), label=screen.t(f"review_page.back_to_{key}"), icon=":material/arrow_back:")


def show_head(screen: Screen, dossier: Dossier) -> None:
    t, submission, consent = screen.t, dossier.submission, dossier.submission.consent
    st.html(f'<span hidden data-im-record="{escape(submission.id)}"></span>')
    st.header(plain(dossier.organisation.name), anchor=False)
    agreed = [name for name in ("name", "neighbourhood", "figures") if getattr(consent, name)]
    named = ", ".join(t(f"review_page.consent_{name}") for name in agreed) or t("review_page.consent_none")
    show_terms(
        [
            (t("review_page.period"), format_period(submission.period, screen.language)),
            (t("review_page.status"), t.word("submission_status", dossier.status)),
            (t("review_page.handed_in"), format_moment(submission.handed_in_at, screen.language)),
            (t("review_page.consent"), named),
            (t("review_page.note_whole"), submission.note),
        ]
    )
    if not dossier.may_review:
        is_own = dossier.organisation.id in screen.actor.organisations
        st.info(t("access.not_your_own" if is_own else "review_page.only_reading"), icon=":material/visibility:")


def show_theory(screen: Screen, dossier: Dossier) -> None:
    """What the enterprise wants to change, in short; the chain for who wants to see it."""
    t, path = screen.t, dossier.path
    if path.mission.statement:
        st.markdown(t("review_page.mission", text=plain(path.mission.statement)))
    show_levels(screen, dossier)
    for objective in path.objectives:
        theory = path.theories[objective.id]
        if theory.is_empty:
            st.markdown(t("review_page.objective", title=plain(objective.title)))
            continue
        with st.expander(t("review_page.objective", title=plain(objective.title))):
            show_chain(theory, t)
    show_known(screen, path.known)


def show_levels(screen: Screen, dossier: Dossier) -> None:
    """The computed level of each objective: on what was handed in, and on what was approved alone."""
    levels = levels_of(screen.store, screen.actor, screen.catalogue, dossier.organisation.id, screen.today)
    lines = [
        screen.t(
            "level.dossier",
            title=plain(one.objective.title),
            level=one.result.level,
            reviewed=one.reviewed.level,
        )
        for one in levels.objectives
    ]
    if lines:
        st.markdown("\n".join(f"- {line}" for line in lines))


# --- the decision ---


def desk_rules(screen: Screen) -> DeskRules | None:
    """How this municipality reviews, from its pack."""
    pack = screen.catalogue.home_municipality
    return pack.desk if pack else None


def waiting_in(dossier: Dossier) -> list[FigureUnderReview]:
    return [one for one in dossier.figures if is_possible(Act.APPROVE, one.measurement.status)]


def questions_typed(dossier: Dossier) -> dict[str, str]:
    """What was typed about single figures, by measurement id."""
    typed = {
        one.measurement.id: str(st.session_state.get(question_key(dossier.submission.id, one.measurement.id)) or "")
        for one in waiting_in(dossier)
    }
    return {figure: text for figure, text in typed.items() if text.strip()}


def decide(screen: Screen, dossier: Dossier) -> None:
    """What happens now: a choice where there is one, in words what it does, then the button that does it."""
    t, form = screen.t, form_name(dossier.submission.id)
    waiting = waiting_in(dossier)
    if not dossier.may_review:
        return
    if not waiting:
        tell(form)
        show_outcome(form, t)
        show_next(screen, dossier)
        return
    st.header(t("review_page.decide"), anchor=False)
    st.text_area(t("review_page.general"), key=f"{form}/general", help=t("review_page.general_help"), height=80)
    show_field_problems(form, "general", t)
    asked = questions_typed(dossier)
    general = str(st.session_state.get(f"{form}/general") or "").strip()
    choices = possible_choices(len(waiting), len(asked), bool(general))
    if choices == [APPROVE]:
        st.caption(t("review_page.how_to_ask"))
    choice: str | None = choices[0]
    if len(choices) > 1:
        choice = st.radio(
            t("review_page.choose"),
            choices,
            index=None,
            format_func=lambda one: t(f"review_page.choice.{one}"),
            key=f"{form}/choice/{'-'.join(choices)}",
        )
    show_outcome(form, t, ["general", *(one.measurement.id for one in waiting)])
    if choice:
        confirm(screen, dossier, choice, len(asked))


def show_next(screen: Screen, dossier: Dossier) -> None:
    """Straight on to what deserves attention next, without a way round by the queue."""
    if not screen.actor.has(Role.ACCOUNT_MANAGER):
        return
    t, here = screen.t, dossier.submission.id
    items = [one for one in queue(screen.store, screen.actor, screen.catalogue) if one.submission.id != here]
    if not items:
        st.success(t("queue.empty"), icon=":material/check_circle:")
        return
    following = items[0]
    name, period = plain(following.organisation.name), format_period(following.submission.period, screen.language)
    st.caption(t("review_page.to_go", count=len(items)))
    st.button(
        t("review_page.next", name=name, period=period),
        type="primary",
        key=f"next/{following.submission.id}",
        icon=":material/arrow_forward:",
        on_click=open_submission,
        args=(following.submission.id,),
    )


def open_submission(submission_id: str) -> None:
    """Opens another submission on this page; the script beside the page (web/page.js) goes to its top."""
    st.query_params["inzending"] = submission_id


def possible_choices(waiting: int, asked: int, has_general: bool) -> list[str]:
    """What makes sense with the questions that were typed: nobody approves a figure with a question about it."""
    if asked:
        return [APPROVE_THE_REST, RETURN] if asked < waiting else [RETURN]
    return [RETURN] if has_general else [APPROVE]


def confirm(screen: Screen, dossier: Dossier, choice: str, asked: int) -> None:
    """Says exactly what the button does, and to how many figures."""
    t, waiting = screen.t, len(waiting_in(dossier))
    period = format_period(dossier.submission.period, screen.language)
    with st.container(border=True):
        approved = {APPROVE: waiting, APPROVE_THE_REST: waiting - asked, RETURN: 0}[choice]
        if approved:
            st.markdown(t("review_page.does_approve", count=approved, period=period))
        rules = desk_rules(screen)
        if approved and rules is not None and rules.second_person:
            st.markdown(t("desk.needs_two"))
        if waiting - approved:
            st.markdown(t("review_page.does_return", count=waiting - approved))
        if choice == RETURN and 0 < asked < waiting:
            st.markdown(t("review_page.does_return_unasked", count=waiting - asked))
        st.button(
            t(f"review_page.button.{choice}", count=waiting, approved=approved, returned=waiting - approved),
            type="primary",
            key=f"{form_name(dossier.submission.id)}/{choice}",
            on_click=carry_out_decision,
            args=(screen, dossier, choice),
        )


def carry_out_decision(screen: Screen, dossier: Dossier, choice: str) -> None:
    """Approves or returns, once however often it is sent."""
    form, submission = form_name(dossier.submission.id), dossier.submission.id
    asked, waiting = questions_typed(dossier), len(waiting_in(dossier))
    general = str(st.session_state.get(f"{form}/general") or "")
    rules = desk_rules(screen)
    seen = {one.measurement.id: one.measurement.lock for one in waiting_in(dossier)}

    def act(now: Screen) -> None:
        if choice not in possible_choices(waiting, len(asked), bool(general.strip())):
            raise Refused(message("review_page.typed_since"))
        key, rest = command_key(form), choice == APPROVE_THE_REST
        if choice == APPROVE:
            approve_submission(now.store, now.actor, submission, key, rules=rules, seen=seen)
        else:
            return_submission(
                now.store, now.actor, submission, asked, general, approve_the_rest=rest, key=key, rules=rules
            )

    if carry_out(form, screen, act):
        returned = {APPROVE: 0, APPROVE_THE_REST: len(asked), RETURN: waiting}[choice]
        done = {"count": waiting, "approved": waiting - returned, "returned": returned}
        is_first = any(one.first_approval is None for one in waiting_in(dossier))
        first_only = choice == APPROVE and is_first and rules is not None and rules.second_person
        say_once(form, screen.t("desk.done_first") if first_only else screen.t(f"review_page.done.{choice}", **done))
        for figure in asked:
            st.session_state[question_key(submission, figure)] = ""
        st.session_state[f"{form}/general"] = ""


draw()
