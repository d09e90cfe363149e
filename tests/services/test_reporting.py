"""The yearly report as it is gathered, for each reader; and the page that is made of it."""

import re
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from impactmeter.domain.anyway import Anyway, AnywayType
from impactmeter.domain.chain_graph import EvidenceKind
from impactmeter.domain.evidence_status import EvidenceMark, EvidenceStatus
from impactmeter.domain.indicator import Design, MeasureType, OwnIndicator, Place
from impactmeter.domain.measurement import Aim, AimKind, Kind, Reading, State, Status
from impactmeter.domain.message import NotFound, Refused
from impactmeter.domain.objective import Mission
from impactmeter.domain.organisation import Consent, Origin, TradeIncome
from impactmeter.domain.period import Frequency, Period
from impactmeter.domain.permission import OPERATOR
from impactmeter.domain.reflection import Reflection
from impactmeter.domain.theory_of_change import Assumption, Box, Evidence, Harm
from impactmeter.domain.yearly_report import Hidden, Part, Reader
from impactmeter.exchange.report import report_as_html
from impactmeter.exchange.worksheet import worksheet_as_html
from impactmeter.services import evidence, learning, levels, measuring, organisations, path, planning, reviewing
from impactmeter.services.reporting import questions_about_report, worksheet_of, yearly_report, years_to_report
from impactmeter.texts import texts_in
from tests.services.builders import MANAGER, an_enterprise, an_objective

NL, EN = texts_in("nl"), texts_in("en")
ALL = Consent(name=True, neighbourhood=True, figures=True)
EVIL = "<script>alert(1)</script>"


class World:
    """One enterprise with a path, a plan and a way to put figures through the whole review."""

    def __init__(self, store, catalogue, name="De Spaak"):
        self.store, self.catalogue = store, catalogue
        self.id, self.actor = an_enterprise(store, name)
        self.objective = an_objective(store, self.actor, self.id)

    def theory(self):
        with self.store.read() as records:
            return records.theory(self.objective)

    def box(self, box, text):
        path.save_box(self.store, self.actor, self.theory(), box, text)

    def plan(self, indicator, frequency=Frequency.YEAR):
        planning.choose_indicator(
            self.store, self.actor, self.catalogue, self.id, indicator,
            objective_id=self.objective.id, first_year=2022, frequency=frequency,
        )  # fmt: skip

    def draft(self, indicator, year, reading):
        period = year if isinstance(year, Period) else Period.year(year)
        return measuring.save_figure(self.store, self.actor, self.catalogue, self.id, indicator, period, reading, 0)[0]

    def hand_in(self, year, consent=ALL):
        return measuring.hand_in(self.store, self.actor, self.catalogue, self.id, Period.year(year), consent)

    def approved(self, indicator, year, reading, consent=ALL):
        figure = self.draft(indicator, year, reading)
        asked = year if isinstance(year, int) else year.end.year
        reviewing.approve_submission(self.store, MANAGER, self.hand_in(asked, consent))
        return figure

    def report(self, reader=Reader.CODE, year=2024):
        return yearly_report(self.store, self.actor, self.catalogue, self.id, year, reader)

    def page(self, reader=Reader.CODE, year=2024, texts=NL):
        return report_as_html(self.report(reader, year), self.catalogue, texts, "")


@pytest.fixture
def world(store, catalogue):
    store.clock = lambda: datetime(2025, 4, 1, 12, tzinfo=UTC)
    return World(store, catalogue)


def of(report, key):
    return next(one for one in report.indicators if one.key == key)


def number(value, **more):
    return Reading(value=Decimal(value), source="de loonlijst", design=Design.COUNTED, **more)


def share(part, whole, **more):
    return Reading(numerator=Decimal(part), denominator=Decimal(whole), source="het dossier", **more)


def headings(html, level):
    return re.findall(rf"<h{level}>(.*?)</h{level}>", html)


def test_how_many_of_those_asked_answered_stands_in_the_table_and_its_absence_among_the_unknown(world):
    world.plan("wellbeing_who5")
    name = world.catalogue.indicator("wellbeing_who5").name.nl
    unknown = NL("yearly_report.unknown.response", names=name)
    reading = Reading(value=Decimal(61), n=34, source="de vragenlijst", design=Design.ASKED_ONCE)
    world.approved("wellbeing_who5", 2023, reading)
    assert unknown in world.page(year=2023)
    world.approved("wellbeing_who5", 2024, reading.model_copy(update={"invited": 80}))
    assert "34 van de 80 die we vroegen" in world.page()


# ---- which figures -------------------------------------------------------------------------------------------------


def test_an_approved_figure_carries_period_unit_source_definition_and_whose_word_it_is(world):
    world.plan("people_at_work")
    figure = world.approved("people_at_work", 2024, number(24))
    evidence.mark(world.store, MANAGER, EvidenceMark(measurement_id=figure.id, status=EvidenceStatus.SEEN))
    row = re.search(r"<tr><th scope=\"row\">2024</th>(.*?)</tr>", world.page()).group(1)
    assert re.findall(r">([^<]*)</td>", row) == [
        "24 mensen", "geteld in een register", "de loonlijst", "nummer 1", "goedgekeurd, gezien door de gemeente"
    ]  # fmt: skip


def test_drafts_and_returned_figures_are_in_nobodys_report(world):
    world.plan("people_at_work")
    world.draft("people_at_work", 2024, number(777))
    assert [world.report(reader).figures for reader in (Reader.CODE, Reader.PURCHASER, Reader.FUNDER)] == [()] * 3
    submission = world.hand_in(2024)
    reviewing.return_submission(world.store, MANAGER, submission, {}, "Klopt dit?")
    for reader in Reader:
        assert world.report(reader).figures == ()
        assert "777" not in world.page(reader)


def test_what_waits_for_review_is_marked_and_not_for_everybody(world):
    world.plan("people_at_work")
    world.draft("people_at_work", 2024, number(31))
    world.hand_in(2024)
    assert NL("word.status.handed_in") in world.page() and "31 mensen" in world.page()
    assert NL("yearly_report.unknown.waiting", count=1) in world.page()
    assert "31" not in re.sub(r"31 (december|januari)", "", world.page(Reader.PUBLIC))


def test_a_reopened_figure_counts_as_it_was_until_the_new_version_is_approved(world):
    world.plan("people_at_work")
    figure = world.approved("people_at_work", 2024, number(24))
    reviewing.reopen(world.store, MANAGER, figure.id, "Verkeerd geteld")
    assert "24 mensen" in world.page()


def test_states_are_words_and_never_nought(world):
    world.plan("people_at_work")
    world.approved("people_at_work", 2024, Reading(state=State.NOT_MEASURED, note="Geen tijd"))
    page = world.page()
    assert f'data-label="Cijfer">{NL("word.state.not_measured")}' in page
    assert not re.search(r'data-label="Cijfer">0\b', page)


def test_how_exact_a_number_is_stands_in_words(world):
    world.plan("items_repaired")
    world.approved("items_repaired", 2024, Reading(value=400, kind=Kind.ABOUT))
    world.approved("items_repaired", 2023, Reading(value=300, value_high=350, kind=Kind.RANGE))
    page = world.page()
    assert "ongeveer 400 stuks" in page and "300 tot 350 stuks" in page


def test_years_and_quarters_for_which_nothing_came_in_are_named(world):
    world.plan("hours_of_guidance", Frequency.QUARTER)
    world.approved("hours_of_guidance", Period(start="2024-01-01", end="2024-03-31"), number(200))
    silent = [str(period) for period in of(world.report(), "hours_of_guidance").silent]
    assert len(silent) == 11 and "2024-01-01/2024-03-31" not in silent
    assert world.page().count(NL("yearly_report.silent")) == 11


# ---- rule 9, consent, and who reads what ---------------------------------------------------------------------------


def test_rule_9_no_reader_gets_a_share_of_a_small_group_anywhere_on_the_page(world):
    world.plan("share_moved_on")
    world.approved("share_moved_on", 2024, share(3, 7, note="drie van de zeven"))
    for reader in Reader:
        page = world.page(reader)
        assert of(world.report(reader), "share_moved_on").figures[0].hidden is Hidden.SMALL_GROUP
        assert not re.search(r"42,9|3 van|\b7\b mensen|drie van", page)
        assert NL("yearly_report.hidden.small_group", least="10") in page


def test_rule_9_a_count_of_few_people_and_a_baseline_of_few_are_not_shown(world):
    world.plan("people_at_work")
    baseline = Aim(
        organisation_id=world.id, indicator="people_at_work", kind=AimKind.BASELINE, period=Period.year(2022), value=6
    )
    planning.save_aim(world.store, world.actor, world.catalogue, baseline)
    world.approved("people_at_work", 2024, number(8))
    page = world.page()
    assert "8 mensen" not in page and "6 mensen" not in page


def test_a_baseline_says_where_it_is_from(world):
    world.plan("people_at_work")
    baseline = Aim(
        organisation_id=world.id, indicator="people_at_work", kind=AimKind.BASELINE, period=Period.year(2022),
        value=16, source="de loonlijst van toen",
    )  # fmt: skip
    planning.save_aim(world.store, world.actor, world.catalogue, baseline)
    assert "16 mensen (2022). Bron: de loonlijst van toen. Definitie: nummer 1." in world.page()


def test_an_own_share_is_taken_to_be_about_people(world):
    own = OwnIndicator(
        organisation_id=world.id, name="Eigen aandeel", unit="%", type=MeasureType.RATIO, place=Place.EFFECT,
        definition="Iedereen", numerator="deel", denominator="geheel",
    )  # fmt: skip
    key = planning.add_own_indicator(world.store, world.actor, own).key
    world.plan(key)
    world.approved(key, 2024, share(3, 7))
    assert of(world.report(), key).figures[0].hidden is Hidden.SMALL_GROUP


def test_the_claim_never_leans_on_a_hidden_figure(world):
    world.plan("growth_as_people_see_it")
    world.approved("growth_as_people_see_it", 2023, Reading(value=Decimal("2.1"), n=4, design=Design.BEFORE_AFTER))
    world.approved("growth_as_people_see_it", 2024, Reading(value=Decimal("3.4"), n=15, design=Design.BEFORE_AFTER))
    page = world.page()
    assert "2,1" not in page
    assert "gingen van" not in page and "Dat zeggen deelnemers zelf" in page


def test_the_public_needs_consent_for_the_name_and_for_the_figures(world):
    world.plan("people_at_work")
    world.approved("people_at_work", 2024, number(24), Consent())
    with pytest.raises(Refused) as refused:
        world.report(Reader.PUBLIC)
    assert refused.value.messages[0].key == "yearly_report.name_needed"
    organisations.save_consent(world.store, world.actor, world.id, Consent(name=True))
    page = world.page(Reader.PUBLIC)
    assert "24 mensen" not in page and NL("yearly_report.figures_withheld") in page
    organisations.save_consent(world.store, world.actor, world.id, Consent(name=True, figures=True))
    assert "24 mensen" in world.page(Reader.PUBLIC)
    assert "24 mensen" in world.page(Reader.CODE)


def test_consent_for_the_neighbourhood_is_a_consent_of_its_own(world):
    area = world.catalogue.home_municipality.neighbourhoods[0]
    with world.store.read() as records:
        lock = records.organisation(world.id).lock
    organisations.save_profile(world.store, world.actor, world.id, {"neighbourhood": area.code}, lock)
    organisations.save_consent(world.store, world.actor, world.id, Consent(name=True))
    assert area.name in world.page() and area.name not in world.page(Reader.PUBLIC)
    organisations.save_consent(world.store, world.actor, world.id, Consent(name=True, neighbourhood=True))
    assert area.name in world.page(Reader.PUBLIC)


def test_notes_and_targets_are_not_for_everybody(world):
    world.plan("people_at_work")
    target = Aim(
        organisation_id=world.id, indicator="people_at_work", kind=AimKind.TARGET, period=Period.year(2024), value=77
    )
    planning.save_aim(world.store, world.actor, world.catalogue, target)
    world.approved("people_at_work", 2024, number(24, note="Een eigen woord"))
    assert "Een eigen woord" in world.page() and "77" in world.page()
    assert "Een eigen woord" not in world.page(Reader.PUBLIC) and "77" not in world.page(Reader.PUBLIC)


def test_rule_14_social_return_stands_apart_and_for_the_purchaser_only(world):
    world.plan("social_return_declared")
    world.approved("social_return_declared", 2024, number(45000))
    amount = "45.000"
    assert [reader for reader in Reader if amount in world.page(reader)] == [Reader.PURCHASER]
    before, apart = world.page(Reader.PURCHASER).split(f"<h2>{NL('yearly_report.part.effort')}</h2>")
    assert amount not in before and amount in apart
    assert NL("yearly_report.no_value_table") in apart


# ---- the parts -----------------------------------------------------------------------------------------------------


def test_the_code_gets_the_eleven_headings_of_a_level_3_report_in_order(world):
    world.plan("share_moved_on")
    world.approved("share_moved_on", 2024, share(9, 14))
    parts = [Part.WHO, Part.PROBLEM, Part.MISSION, Part.AREA, Part.CHAIN, Part.OUTPUTS, Part.EFFECTS, Part.HARM]
    parts += [Part.STAKEHOLDERS, Part.LEARNED, Part.UNKNOWN, Part.STATUS]
    assert headings(world.page(), 2) == [NL(f"yearly_report.part.{part}") for part in parts]


def test_what_changed_is_left_out_when_nothing_was_measured_and_said_to_be_unknown(world):
    world.plan("people_at_work")
    world.approved("people_at_work", 2024, number(24))
    assert NL("yearly_report.part.effects") not in headings(world.page(), 2)
    assert NL("yearly_report.unknown.no_effects") in world.page()


def test_headings_never_skip_a_level(world):
    world.plan("share_moved_on")
    world.approved("share_moved_on", 2024, share(9, 14))
    for reader in Reader:
        levels = [int(level) for level in re.findall(r"<h(\d)>", world.page(reader))]
        assert levels[0] == 1 and levels.count(1) == 1
        assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))


def test_the_chain_is_the_one_that_was_handed_in_and_not_the_draft(world):
    world.box(Box.ACTIVITY, "Leren lassen")
    world.box(Box.OUTPUT, "Lassers")
    assert NL("yearly_report.no_chain") in world.page()
    world.plan("people_at_work")
    world.approved("people_at_work", 2024, number(24))
    world.box(Box.OUTPUT, "Nog niet ingeleverd")
    page = world.page()
    assert "<svg" in page and "Lassers" in page and "Nog niet ingeleverd" not in page


def test_harm_conversations_and_assumptions_stand_in_words(world):
    world.box(Box.ACTIVITY, "Leren lassen")
    world.box(Box.OUTPUT, "Lassers")
    world.box(Box.EFFECT_LONG, "Werk")
    store, actor = world.store, world.actor
    assumed = Assumption(after=Box.OUTPUT, text="Er is vraag", plausibility=3, disproof="Geen vacatures")
    path.save_assumptions(store, actor, world.theory(), (assumed,))
    talk = Evidence(
        after=Box.OUTPUT, kind=EvidenceKind.CONVERSATION, reference="zes deelnemers", on="2024-05-01",
        what_changed="Meer begeleiding",
    )  # fmt: skip
    path.save_evidence(store, actor, world.theory(), (talk,))
    path.save_harm(store, actor, world.theory(), (Harm(text="Wie uitvalt", for_whom="uitvallers"),), "")
    world.plan("people_at_work")
    world.approved("people_at_work", 2024, number(24))
    page = world.page()
    assert all(word in page for word in ("Er is vraag", "zes deelnemers", "mei 2024", "Meer begeleiding", "Wie uitvalt"))
    everybody = world.page(Reader.PUBLIC)
    assert "Wie uitvalt" in everybody and "zes deelnemers" not in everybody and "Er is vraag" not in everybody


def test_silence_about_harm_is_said_and_looking_for_it_too(world):
    world.box(Box.ACTIVITY, "Leren lassen")
    world.plan("people_at_work")
    world.approved("people_at_work", 2024, number(24))
    assert NL("yearly_report.harm_silence") in world.page()
    path.save_harm(world.store, world.actor, world.theory(), (), "Tien buren gevraagd")
    world.approved("people_at_work", 2023, number(22))
    assert NL("yearly_report.harm_silence") in world.page(), "the figure of 2024 was measured under version 1"
    with world.store.read() as records:
        assert len(records.theory_versions(world.objective.id)) == 2
    assert "Tien buren gevraagd" in world.page(year=2023)


def test_what_was_learned_is_that_of_the_year(world):
    for year in (2023, 2024):
        written = Reflection(organisation_id=world.id, period=Period.year(year), surprised=f"Verrast in {year}")
        learning.save_reflection(world.store, world.actor, written)
    organisations.save_consent(world.store, world.actor, world.id, ALL)
    page = world.page()
    assert "Verrast in 2024" in page and "Verrast in 2023" not in page
    assert "Verrast" not in world.page(Reader.PUBLIC) and "Verrast" not in world.page(Reader.PURCHASER)


def test_legal_form_and_trade_income_are_said_or_said_to_be_missing(world):
    assert world.page().count(f"<dd>{NL('yearly_report.not_said')}</dd>") >= 3
    with world.store.read() as records:
        lock = records.organisation(world.id).lock
    said = {"legal_form": "coöperatie", "trade_income": TradeIncome.HALF_OR_MORE}
    organisations.save_profile(world.store, world.actor, world.id, said, lock)
    assert "coöperatie" in world.page() and NL("word.trade_income.half_or_more") in world.page()


def test_rule_8_each_design_gets_its_own_words_and_no_stronger_ones(world):
    world.plan("share_moved_on")
    world.approved("share_moved_on", 2023, share(9, 20, design=Design.ASKED_ONCE))
    world.approved("share_moved_on", 2024, share(12, 20, design=Design.ASKED_ONCE))
    page = world.page()
    claim = re.search(r'<p class="claim">(.*?)</p>', page).group(1)
    assert "Dat zeggen deelnemers zelf" in claim and "gingen" not in claim
    assert NL("yearly_report.why.design.asked_once") in page


def test_a_comparison_group_of_which_the_difference_is_not_known_claims_none(world):
    world.plan("share_moved_on")
    world.approved("share_moved_on", 2023, share(9, 20, design=Design.COMPARISON_GROUP))
    world.approved("share_moved_on", 2024, share(18, 20, design=Design.COMPARISON_GROUP))
    claim = re.search(r'<p class="claim">(.*?)</p>', world.page()).group(1)
    assert not re.search("vergelijkbare groep|draagt|zorgde|meer dan", claim)


def test_a_made_up_enterprise_says_so(store, catalogue, world):
    made_up = organisations.create_organisation(store, OPERATOR, {"name": "Verzonnen"}, origin=Origin.FICTITIOUS)
    report = yearly_report(store, OPERATOR, catalogue, made_up, 2024, Reader.CODE)
    assert NL("yearly_report.origin.fictitious") in report_as_html(report, catalogue, NL, "")


def test_an_empty_enterprise_gets_a_whole_report_that_says_what_is_not_there(store, catalogue, world):
    empty, actor = an_enterprise(store, "Leeg")
    for reader in (Reader.CODE, Reader.PURCHASER, Reader.FUNDER):
        for texts in (NL, EN):
            page = report_as_html(yearly_report(store, actor, catalogue, empty, 2024, reader), catalogue, texts, "")
            assert texts("yearly_report.no_objective") in page and texts("yearly_report.no_outputs") in page


def test_whatever_people_wrote_is_escaped(world):
    path.save_mission(world.store, world.actor, Mission(organisation_id=world.id, statement=EVIL, problem=EVIL))
    world.box(Box.ACTIVITY, EVIL)
    world.box(Box.OUTPUT, EVIL)
    world.plan("people_at_work")
    world.approved("people_at_work", 2024, Reading(value=24, note=EVIL, source=EVIL))
    written = Reflection(organisation_id=world.id, period=Period.year(2024), surprised=EVIL)
    learning.save_reflection(world.store, world.actor, written)
    sheet = worksheet_as_html(worksheet_of(world.store, world.actor, world.catalogue, world.id), world.catalogue, NL, "")
    for page in (*(world.page(reader) for reader in Reader), sheet):
        assert "<script" not in page and "&lt;script&gt;" in page


# ---- choosing ------------------------------------------------------------------------------------------------------


def test_a_year_that_is_not_over_has_no_report(world):
    with pytest.raises(Refused) as refused:
        world.report(year=2025)
    assert refused.value.messages[0].key == "yearly_report.not_over"
    for year in (1, 9999):
        with pytest.raises(NotFound):
            world.report(year=year)


def test_years_to_choose_are_the_last_closed_one_and_those_with_figures(world):
    assert years_to_report(world.store, world.actor, world.id) == [2024]
    world.plan("people_at_work")
    world.draft("people_at_work", 2022, number(20))
    assert years_to_report(world.store, world.actor, world.id) == [2024]
    world.hand_in(2022)
    assert years_to_report(world.store, world.actor, world.id) == [2024, 2022]


def test_somebody_elses_report_looks_as_if_it_does_not_exist(store, catalogue, world):
    _, stranger = an_enterprise(store, "De Buren")
    for actor in (stranger, MANAGER):
        with pytest.raises(NotFound):
            yearly_report(store, actor, catalogue, world.id, 2024, Reader.CODE)
        with pytest.raises(NotFound):
            years_to_report(store, actor, world.id)
        with pytest.raises(NotFound):
            worksheet_of(store, actor, catalogue, world.id)


def test_a_note_that_says_more_than_was_measured_gets_a_question_first(world):
    world.plan("people_at_work")
    world.approved("people_at_work", 2024, number(24, note="Dankzij ons hebben mensen werk"))
    asked = questions_about_report(world.report())
    assert [question.values["found"] for question in asked] == ["Dankzij"]
    assert questions_about_report(world.report(Reader.PUBLIC)) == []


def test_not_knowing_what_would_have_happened_anyway_is_said_as_such(world):
    world.plan("share_moved_on")
    world.approved("share_moved_on", 2024, share(12, 20, design=Design.ASKED_ONCE))
    said = Anyway(type=AnywayType.UNKNOWN, reasoning="Niemand vroeg het nog.")
    with world.store.read() as records:
        lock = records.planned(world.id, "share_moved_on").lock
    levels.save_anyway(world.store, world.actor, world.catalogue, world.id, "share_moved_on", said, lock)
    page = world.page()
    assert "Wat er ook zonder ons was gebeurd, weten we niet. Niemand vroeg het nog." in page
    assert "niet uitgezocht voor: Aandeel dat doorging" in page


def test_a_figure_that_waits_keeps_its_status_in_the_report(world):
    world.plan("people_at_work")
    world.draft("people_at_work", 2024, number(31))
    world.hand_in(2024)
    assert of(world.report(), "people_at_work").figures[0].measurement.status is Status.HANDED_IN
