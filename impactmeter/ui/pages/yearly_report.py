"""The yearly report: choose year, reader and language, see what goes in, and open or keep it."""

from __future__ import annotations

import streamlit as st

from impactmeter.domain.message import Refused
from impactmeter.domain.organisation import Organisation, TradeIncome
from impactmeter.domain.yearly_report import Part, Reader, YearlyReport
from impactmeter.services.reporting import questions_about_report, yearly_report, years_to_report
from impactmeter.texts import LANGUAGES
from impactmeter.ui.components.autosave import saved_radio, saved_text
from impactmeter.ui.components.messages import plain, sentence, show_questions
from impactmeter.ui.components.paper import show_worksheet_links
from impactmeter.ui.components.profile_form import edited_profile
from impactmeter.ui.registry import page_file
from impactmeter.ui.screen import Screen, chosen_organisation, open_screen, say_when_read_only

ADDRESS = "/download/jaarverslag"


def draw() -> None:
    screen = open_screen("yearly_report.title", "yearly_report.intro")
    t = screen.t
    organisation = chosen_organisation(screen)
    if organisation is None:
        st.info(t("yearly_report.first"))
        st.page_link(page_file("profile"), label=t("journey.step.profile"), icon=":material/arrow_forward:")
        return
    say_when_read_only(screen, organisation)
    year, reader, language = ask(screen, organisation)
    try:
        report = yearly_report(screen.store, screen.actor, screen.catalogue, organisation.id, year, reader)
    except Refused as refused:
        for reason in refused.messages:
            st.warning(sentence(reason, t), icon=":material/lock:")
        st.page_link(page_file("hand_in"), label=t("yearly_report.to_consent"), icon=":material/arrow_forward:")
    else:
        show_inside(screen, report)
        show_ways(screen, report, year, language)
    ask_more(screen, organisation)
    show_worksheet_links(organisation, t)


def ask(screen: Screen, organisation: Organisation) -> tuple[int, Reader, str]:
    """Year, reader and language, each with a first choice: nobody has to choose before seeing something."""
    t = screen.t
    years = years_to_report(screen.store, screen.actor, organisation.id)
    year = st.selectbox(t("yearly_report.year"), years, key="yearly_report/year")
    reader = st.radio(
        t("yearly_report.for_reader"),
        list(Reader),
        format_func=lambda one: t(f"yearly_report.reader.{one}"),
        captions=[t(f"yearly_report.reader_why.{one}") for one in Reader],
        key="yearly_report/reader",
    )
    language = st.radio(
        t("yearly_report.language"),
        list(LANGUAGES),
        index=LANGUAGES.index(screen.language),
        format_func=lambda one: t.word("language", one),
        horizontal=True,
        key="yearly_report/language",
    )
    return year or years[0], reader or Reader.CODE, language or screen.language


def show_inside(screen: Screen, report: YearlyReport) -> None:
    """The parts and how many figures, and what one would want to mend before sending it."""
    t = screen.t
    st.header(t("yearly_report.inside"), anchor=False)
    st.markdown("\n".join(f"- {t(f'yearly_report.part.{part}')}" for part in report.parts()))
    counts = [t("yearly_report.figures", count=len(report.figures) - report.hidden)]
    if report.hidden:
        counts.append(t("yearly_report.hidden_count", count=report.hidden))
    st.markdown(f"{', '.join(counts)}. {t('yearly_report.inside_why', least=str(report.least))}")
    todo = [
        t("yearly_report.todo.chain", title=plain(one.objective.title))
        for one in report.objectives
        if one.graph is None
    ]
    if not any(one.figures_in(report.period) for one in report.indicators) and not report.figures_withheld:
        todo.append(t("yearly_report.todo.figures"))
    if report.figures_withheld:
        todo.append(t("yearly_report.withheld"))
    if Part.LEARNED in report.parts() and report.reflection is None:
        todo.append(t("yearly_report.todo.reflection"))
    if todo:
        st.subheader(t("yearly_report.look"), anchor=False)
        st.markdown("\n".join(f"- {line}" for line in todo))
    show_questions(questions_about_report(report), t)


def show_ways(screen: Screen, report: YearlyReport, year: int, language: str) -> None:
    """Open it or keep it, as links to a plain page outside Streamlit."""
    t = screen.t
    address = f"{ADDRESS}?organisatie={report.organisation.id}&jaar={year}&lezer={report.reader}&lang={language}"
    with st.container(horizontal=True):
        st.link_button(t("yearly_report.open"), address, type="primary", icon=":material/description:")
        st.link_button(t("yearly_report.download"), f"{address}&bestand=1", icon=":material/download:")
    st.caption(t("yearly_report.print"))


def ask_more(screen: Screen, organisation: Organisation) -> None:
    """What the Code asks and nobody else does: asked here, so that the profile stays short."""
    t = screen.t
    if organisation.is_read_only:
        return
    with st.container(border=True):
        st.header(t("yearly_report.more"), anchor=False)
        st.caption(t("yearly_report.more_why"))
        edited = edited_profile(organisation)
        saved_text(screen, edited, "legal_form", t("yearly_report.legal_form_question"))
        saved_radio(
            screen,
            edited,
            "trade_income",
            t("yearly_report.trade_income_question"),
            list(TradeIncome),
            lambda one: t.word("trade_income", one),
        )


draw()
