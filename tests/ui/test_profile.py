from impactmeter.domain.organisation import Purpose, Size
from impactmeter.domain.permission import OPERATOR, Actor, Grant, Role
from impactmeter.services.organisations import create_organisation, organisation_of, save_profile
from impactmeter.texts import texts_in
from impactmeter.ui import session
from impactmeter.ui.components.messages import plain

nl, en = texts_in("nl"), texts_in("en")
NEW = "profile/new"


def newcomer(open_page, store, account, monkeypatch, language="nl"):
    """Somebody invited as an entrepreneur, without an organisation; whose grants are looked up on every run."""
    with store.change(OPERATOR) as change:
        change.grant(account.id, Role.ENTREPRENEUR, None)

    def looked_up():
        with store.read() as records:
            found = records.actor_of_account(account.id)
        return Actor(found.account_id, found.name, found.grants, language)

    page = open_page("entrepreneur", "profile", actor=looked_up())
    monkeypatch.setattr(session, "actor_override", looked_up)
    return page.run()


def send(page, name="De Nieuwe", kvk=""):
    page.text_input(key=f"{NEW}/name").set_value(name)
    page.text_input(key=f"{NEW}/kvk").set_value(kvk)
    return next(button for button in page.button if button.label == nl("profile.create")).click().run()


def names(store):
    with store.read() as records:
        return [organisation.name for organisation in records.organisations()]


def test_somebody_without_an_organisation_is_asked_four_things(open_page, store, account, monkeypatch):
    page = newcomer(open_page, store, account, monkeypatch)
    assert page.title[0].value == nl("journey.step.profile")
    assert [one.label for one in page.text_input] == [nl("profile.name"), nl("profile.kvk")]
    assert page.selectbox[0].placeholder == nl("profile.choose")


def test_creating_an_organisation_makes_it_usable_at_once(open_page, store, account, monkeypatch):
    page = newcomer(open_page, store, account, monkeypatch)
    page.selectbox(key=f"{NEW}/neighbourhood").select_index(0)
    send(page, kvk="12 34 56 78")
    assert not page.exception
    assert page.success[0].value.startswith("Opgeslagen om")
    with store.read() as records:
        made = records.organisation_by_name("De Nieuwe")
    assert (made.kvk, made.neighbourhood != "") == ("12345678", True)
    assert page.text_input(key=f"profile/{made.id}/name").value == "De Nieuwe"


def test_a_kvk_number_of_seven_digits_is_refused_at_the_field_and_what_was_typed_stays(
    open_page, store, account, monkeypatch
):
    page = send(newcomer(open_page, store, account, monkeypatch), kvk="1234567")
    assert "8 cijfers" in page.error[0].value
    assert page.text_input(key=f"{NEW}/kvk").value == "1234567"
    assert page.text_input(key=f"{NEW}/name").value == "De Nieuwe"
    assert names(store) == []


def test_a_name_is_needed(open_page, store, account, monkeypatch):
    page = send(newcomer(open_page, store, account, monkeypatch), name="   ")
    assert page.error[0].value == plain(nl("organisation.name_needed"))
    assert names(store) == []


def test_the_name_of_another_organisation_is_refused_whatever_its_capitals(open_page, store, account, monkeypatch):
    create_organisation(store, OPERATOR, {"name": "de  NIEUWE"})
    page = send(newcomer(open_page, store, account, monkeypatch))
    assert "uitnodiging" in page.error[0].value


def test_each_field_is_saved_when_it_is_left(open_page, store, organisation_id):
    page = open_page("entrepreneur", "profile", organisation_id=organisation_id)
    page.text_input(key=f"profile/{organisation_id}/kvk").set_value("12.34.56.78").run()
    page.radio(key=f"profile/{organisation_id}/size").set_value("micro").run()
    page.selectbox(key=f"profile/{organisation_id}/year_starts_in").select("oktober").run()
    organisation = organisation_of(store, OPERATOR, organisation_id)
    assert (organisation.kvk, organisation.size, organisation.year_starts_in) == ("12345678", "micro", 10)


def test_the_organisation_it_belongs_to_is_another_one_or_none(open_page, store, organisation_id):
    page = open_page("entrepreneur", "profile", organisation_id=organisation_id)
    own, parent = (f"profile/{organisation_id}/{field}" for field in ("kvk", "parent_kvk"))
    page.text_input(key=own).set_value("12345678").run()
    page.text_input(key=parent).set_value("123").run()
    assert page.error[0].value == plain(nl("organisation.kvk_not_8_digits", given="123"))
    page.text_input(key=parent).set_value("12345678").run()
    assert page.error[0].value == plain(nl("organisation.own_parent"))
    page.text_input(key=parent).set_value("87654321").run()
    assert organisation_of(store, OPERATOR, organisation_id).parent_kvk == "87654321"
    page.text_input(key=own).set_value("87654321").run()
    assert page.error[0].value == plain(nl("organisation.own_parent"))
    page.text_input(key=parent).set_value("").run()
    assert organisation_of(store, OPERATOR, organisation_id).parent_kvk is None


def test_the_goals_and_reasons_are_chosen_with_pills(open_page, store, organisation_id, catalogue):
    page = open_page("entrepreneur", "profile", organisation_id=organisation_id)
    first = catalogue.categories[0].id
    page.get_by_key(f"profile/{organisation_id}/categories").set_value([first]).run()
    assert organisation_of(store, OPERATOR, organisation_id).categories == (first,)
    page.get_by_key(f"profile/{organisation_id}/categories").set_value([]).run()
    assert organisation_of(store, OPERATOR, organisation_id).categories == ()


def test_a_field_shows_the_tidy_form_of_what_was_saved(open_page, organisation_id):
    page = open_page("entrepreneur", "profile", organisation_id=organisation_id)
    page.text_input(key=f"profile/{organisation_id}/kvk").set_value("12.34.56.78").run()
    assert page.text_input(key=f"profile/{organisation_id}/kvk").value == "12345678"


def test_clearing_the_neighbourhood_leaves_it_empty(open_page, store, organisation_id):
    page = open_page("entrepreneur", "profile", organisation_id=organisation_id)
    page.selectbox(key=f"profile/{organisation_id}/neighbourhood").select_index(2).run()
    assert organisation_of(store, OPERATOR, organisation_id).neighbourhood
    page.selectbox(key=f"profile/{organisation_id}/neighbourhood").select(nl("profile.nowhere")).run()
    assert organisation_of(store, OPERATOR, organisation_id).neighbourhood == ""
    assert page.selectbox(key=f"profile/{organisation_id}/neighbourhood").value is None


def test_two_people_in_one_field_of_the_profile_see_both_texts(open_page, store, organisation_id):
    page = open_page("entrepreneur", "profile", organisation_id=organisation_id)
    known = organisation_of(store, OPERATOR, organisation_id)
    save_profile(store, OPERATOR, organisation_id, {"about": "Van een collega"}, known.lock)
    page.text_area(key=f"profile/{organisation_id}/about").set_value("Van mij").run()
    assert organisation_of(store, OPERATOR, organisation_id).about == "Van een collega"
    assert page.warning[0].value == nl("access.conflict")


def test_figures_from_public_sources_cannot_be_edited(open_page, store, organisation_id):
    from impactmeter.domain.organisation import Organisation, Origin

    with store.change(OPERATOR) as change:
        public = change.add_organisation(Organisation(name="Uit een jaarverslag", origin=Origin.PUBLIC_SOURCES))
    page = open_page("entrepreneur", "profile", organisation_id=public.id)
    assert page.info[0].value == nl("organisation.read_only")
    assert len(page.text_input) == 0


def test_the_profile_speaks_english(open_page, organisation_id):
    actor = Actor("x", "X", frozenset({Grant(Role.ENTREPRENEUR, organisation_id)}), "en")
    page = open_page("entrepreneur", "profile", actor=actor)
    assert page.text_input[0].label == en("profile.name")


def test_purpose_and_size_give_an_advice_that_says_it_is_only_that(open_page, store, organisation_id):
    page = open_page("entrepreneur", "profile", organisation_id=organisation_id)
    assert nl("proportion.unknown") in [one.value for one in page.markdown]
    changes = {"size": Size.MICRO, "purposes": (Purpose.LEARN, Purpose.ACCOUNT)}
    save_profile(store, OPERATOR, organisation_id, changes, organisation_of(store, OPERATOR, organisation_id).lock)
    page = open_page("entrepreneur", "profile", organisation_id=organisation_id)
    (advice,) = [one.value for one in page.markdown if nl("proportion.level", level=3) in one.value]
    assert nl("proportion.hours", low=16, high=32) in advice
    assert nl("proportion.only_advice") in [one.value for one in page.caption]
