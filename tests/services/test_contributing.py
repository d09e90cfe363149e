"""Gross and net: what was said is kept, in the trail, and comes to the net figure of the handbook."""

from datetime import date
from decimal import Decimal

import pytest

from impactmeter.analysis.contribution import Scenario
from impactmeter.domain.anyway import AnywayType
from impactmeter.domain.contribution import Adjuster, Adjusters, StoredAdjusters, others_from_own_share
from impactmeter.domain.indicator import Design, Direction, MeasureType, OwnIndicator, Place
from impactmeter.domain.measurement import Reading
from impactmeter.domain.message import Conflict, NotFound, Refused
from impactmeter.domain.period import Period
from impactmeter.domain.permission import OPERATOR
from impactmeter.domain.time_mark import MarkKind, TimeMark
from impactmeter.services import contributing, marking, measuring, planning, privacy
from tests.services.builders import COORDINATOR, MANAGER, a_figure, an_enterprise

TODAY = date(2026, 3, 1)


def an_effect(store, actor, organisation_id, type_=MeasureType.PEOPLE, unit="mensen"):
    own = OwnIndicator(organisation_id=organisation_id, name=f"Effect {type_}", unit=unit, definition="Zoals het is.",
                       type=type_, direction=Direction.UP, place=Place.EFFECT)  # fmt: skip
    return planning.add_own_indicator(store, actor, own).key


@pytest.fixture
def enterprise(store, catalogue):
    """An enterprise with an effect: forty people."""
    organisation_id, actor = an_enterprise(store)
    indicator = an_effect(store, actor, organisation_id)
    a_figure(store, actor, catalogue, organisation_id, indicator=indicator, value="40", design=Design.BEFORE_AFTER)
    return organisation_id, actor, indicator


def part(share, low, high, type_=AnywayType.BENCHMARK):
    numbers = (Decimal(str(one)) for one in (share, low, high))
    share, low, high = numbers
    return Adjuster(share=share, low=low, high=high, type=type_, reason="Zo is het.", source="CBS, 2025")


def said(organisation_id, indicator, lock=0, **more):
    """The adjusters of the oracle `impact_chain`: 40 people, and 0.75 of it one's own."""
    others = others_from_own_share(Decimal("0.75"))
    adjusters = {"deadweight": part(0.3, 0.2, 0.4), "displacement": part(0.1, 0, 0.2), "others": part(others, 0.2, 0.3),
                 "drop_off": part(0.25, 0.2, 0.3), "years": 3}  # fmt: skip
    own = Adjusters(**adjusters | more)
    return StoredAdjusters(organisation_id=organisation_id, indicator=indicator, adjusters=own, lock=lock)


def sheet(store, catalogue, enterprise):
    organisation_id, actor, indicator = enterprise
    return contributing.contribution_for(store, actor, catalogue, organisation_id, indicator, TODAY)


def test_impact_chain_net_stands_beside_gross_with_its_low_and_high(store, catalogue, enterprise):
    organisation_id, actor, indicator = enterprise
    contributing.save_adjusters(store, actor, catalogue, said(organisation_id, indicator))
    found = sheet(store, catalogue, enterprise).contribution
    assert found.gross == 40
    assert [float(one) for one in found.net.by_year] == pytest.approx([18.9, 14.175, 10.63125], abs=1e-6)
    assert float(found.net.total) == pytest.approx(43.70625, abs=1e-6)
    careful, favourable = (found.scenarios[one].first_year for one in (Scenario.CAREFUL, Scenario.FAVOURABLE))
    assert careful < found.net.first_year < favourable
    assert not found.is_estimate


def test_rule_8_a_percentage_of_ones_own_makes_the_net_figure_an_estimate(store, catalogue, enterprise):
    organisation_id, actor, indicator = enterprise
    guess = part(0.3, 0.2, 0.4, AnywayType.OWN_ESTIMATE)
    contributing.save_adjusters(store, actor, catalogue, said(organisation_id, indicator, deadweight=guess))
    assert sheet(store, catalogue, enterprise).contribution.is_estimate


def test_one_part_that_was_not_said_and_there_is_no_net_figure(store, catalogue, enterprise):
    organisation_id, actor, indicator = enterprise
    assert sheet(store, catalogue, enterprise).contribution.net is None
    contributing.save_adjusters(store, actor, catalogue, said(organisation_id, indicator, others=Adjuster()))
    found = sheet(store, catalogue, enterprise).contribution
    assert (found.gross, found.net) == (40, None)
    assert [one.key for one in found.missing] == ["contribution.missing.share"]


def test_of_a_score_the_gross_figure_is_the_difference_with_before(store, catalogue, enterprise):
    organisation_id, actor, _ = enterprise
    indicator = an_effect(store, actor, organisation_id, MeasureType.SCORE, "punten")
    for year, value in ((2023, 6), (2024, 7)):
        reading = Reading(value=Decimal(value), n=20, design=Design.BEFORE_AFTER)
        measuring.save_figure(store, actor, catalogue, organisation_id, indicator, Period.year(year), reading, 0)
    found = contributing.contribution_for(store, actor, catalogue, organisation_id, indicator, TODAY)
    assert found.contribution.gross == 1


def test_with_a_comparison_group_the_gross_figure_is_the_difference_with_it(store, catalogue, enterprise):
    organisation_id, actor, _ = enterprise
    indicator = an_effect(store, actor, organisation_id, MeasureType.SCORE, "punten")
    reading = Reading(value=Decimal(7), n=40, design=Design.COMPARISON_GROUP)
    measuring.save_figure(store, actor, catalogue, organisation_id, indicator, Period.year(2024), reading, 0)
    before = contributing.contribution_for(store, actor, catalogue, organisation_id, indicator, TODAY)
    assert before.contribution is None, "nobody said what the others scored"
    mark = TimeMark(organisation_id=organisation_id, indicator=indicator, kind=MarkKind.REFERENCE, day=date(2024, 1, 1),
                    words="de wachtlijst", value=Decimal(5), source="eigen meting")  # fmt: skip
    marking.add_mark(store, actor, catalogue, mark)
    after = contributing.contribution_for(store, actor, catalogue, organisation_id, indicator, TODAY)
    assert after.contribution.gross == 2
    with pytest.raises(Refused) as refused:
        contributing.save_adjusters(store, actor, catalogue, said(organisation_id, indicator))
    assert [one.key for one in refused.value.messages] == ["contribution.deadweight_twice"]


def test_what_was_said_is_in_the_trail_and_two_people_do_not_overwrite_each_other(store, catalogue, enterprise):
    organisation_id, actor, indicator = enterprise
    saved = contributing.save_adjusters(store, actor, catalogue, said(organisation_id, indicator))
    assert saved.lock == 1
    with pytest.raises(Conflict):
        contributing.save_adjusters(store, actor, catalogue, said(organisation_id, indicator))
    again = contributing.save_adjusters(store, actor, catalogue, said(organisation_id, indicator, lock=1, years=5))
    assert again.lock == 2
    with store.read() as records:
        told = records.events_of("contribution", f"{organisation_id}/{indicator}")
    assert [event.detail["after"]["years"] for event in told] == [3, 5]
    assert store.problems() == []


def test_an_output_has_no_net_figure_and_no_number_of_a_citizen_is_kept(store, catalogue, enterprise):
    organisation_id, actor, indicator = enterprise
    with pytest.raises(Refused) as refused:
        contributing.save_adjusters(store, actor, catalogue, said(organisation_id, "visits_to_activities"))
    assert [one.key for one in refused.value.messages] == ["contribution.not_an_effect"]
    bad = Adjuster(share=Decimal(0), reason="Zie 111222333")
    with pytest.raises(Refused) as refused:
        contributing.save_adjusters(store, actor, catalogue, said(organisation_id, indicator, others=bad))
    assert [(one.key, one.field) for one in refused.value.messages] == [
        ("text.citizen_service_number", "others.reason")
    ]


def test_nobody_else_sees_or_says_what_an_enterprise_contributes(store, catalogue, enterprise):
    organisation_id, _, indicator = enterprise
    _, stranger = an_enterprise(store, "De Buren")
    for other in (stranger, MANAGER, COORDINATOR):
        with pytest.raises(NotFound):
            contributing.contribution_for(store, other, catalogue, organisation_id, indicator, TODAY)
        with pytest.raises(NotFound):
            contributing.save_adjusters(store, other, catalogue, said(organisation_id, indicator))


def test_what_was_said_goes_with_the_organisation(store, catalogue, enterprise):
    organisation_id, actor, indicator = enterprise
    contributing.save_adjusters(store, actor, catalogue, said(organisation_id, indicator))
    erased = privacy.erase_organisation(store, OPERATOR, organisation_id, "verzoek")
    assert erased.rows["contribution"] == 1
    with store.read() as records:
        assert records.adjusters_of(organisation_id, indicator).lock == 0
        assert all(event.is_erased for event in records.events_of("contribution", f"{organisation_id}/{indicator}"))
