"""Signing in through a real OpenID provider on the loopback, and everything that must not sign anybody in."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import requests

from impactmeter.domain.permission import Grant, Role, Share
from impactmeter.services import account_requests, accounts
from impactmeter.web import cookies
from impactmeter.web.oidc import BadSettings, provider_settings
from tests.web.conftest import ADMINISTRATOR, PASSWORD, Visitor
from tests.web.oidc_provider import CLIENT, SECRET, Provider, running

START, BACK = "/aanmelden/gemeente", "/aanmelden/gemeente/terug"
SETTINGS = {
    "CLIENT_ID": CLIENT,
    "CLIENT_SECRET": SECRET,
    "ROLES": "team-impact=account_manager, ict=administrator",
    "KVK_CLAIM": "kvk",
}


@pytest.fixture
def provider(clock, monkeypatch):
    with running(Provider(clock)) as found:
        for name, value in {**SETTINGS, "ISSUER": found.issuer}.items():
            monkeypatch.setenv(f"IMPACTMETER_OIDC_{name}", value)
        yield found


def at_the_provider(visitor, wanted="/"):
    """Where the provider sends the browser back to."""
    away = visitor.page(f"{START}?next={wanted}")
    assert away.status_code == 303
    back = requests.get(away.headers["location"], allow_redirects=False, timeout=5)
    parts = urlsplit(back.headers["location"])
    return f"{parts.path}?{parts.query}"


def through(visitor, wanted="/"):
    return visitor.page(at_the_provider(visitor, wanted))


def actor_of(store, visitor):
    return accounts.actor_of_session(store, visitor.cookies.get(cookies.SESSION))


def is_refused(answer, visitor):
    return answer.status_code == 403 and cookies.SESSION not in visitor.cookies


# --- who gets in, as what ---


def test_a_role_of_the_provider_is_a_role_here_and_one_goes_on_to_the_page(visitor, store, provider):
    provider.claims["roles"] = ["team-impact", "something else"]
    answer = through(visitor, "/beoordelen")
    assert (answer.status_code, answer.headers["location"]) == (303, "/beoordelen")
    actor = actor_of(store, visitor)
    assert (actor.name, actor.roles) == ("Sam de Vries", [Role.ACCOUNT_MANAGER])
    assert provider.seen[0]["grant_type"] == "authorization_code" and "client_secret" not in provider.seen[0]


def test_another_role_at_the_provider_is_another_role_here_at_the_next_sign_in(visitor, store, provider, application):
    accounts.accept_invitation(store, accounts.set_up_link(store), login="beheer", password=PASSWORD, name="Kim")
    provider.claims["roles"] = ["team-impact"]
    through(visitor)
    account = actor_of(store, visitor).account_id
    provider.claims["roles"] = "ict"
    again = Visitor(application, follow_redirects=False)
    through(again)
    assert (actor_of(store, again).account_id, actor_of(store, again).roles) == (account, [Role.ADMINISTRATOR])
    provider.claims["roles"] = []
    through(again)
    assert actor_of(store, again).roles == []


def test_the_last_administrator_stays_one_whatever_the_provider_says(visitor, store, provider):
    provider.claims["roles"] = ["ict"]
    through(visitor)
    provider.claims["roles"] = []
    through(visitor)
    assert actor_of(store, visitor).roles == [Role.ADMINISTRATOR]


def test_a_kvk_number_lets_somebody_into_their_organisation_as_a_reader(visitor, store, provider, anna):
    organisation = next(iter(anna.as_actor().organisations))
    with store.change(ADMINISTRATOR) as change:
        found = change.organisation(organisation)
        change.save_organisation(found.model_copy(update={"kvk": "12345678"}))
    provider.claims["kvk"] = "12345678"
    through(visitor)
    assert actor_of(store, visitor).grants == {Grant(Role.ENTREPRENEUR, organisation, Share.READER)}


def test_a_kvk_number_opens_nothing_unless_the_operator_named_the_claim(visitor, store, provider, monkeypatch, anna):
    monkeypatch.setenv("IMPACTMETER_OIDC_KVK_CLAIM", "")
    with store.change(ADMINISTRATOR) as change:
        found = change.organisation(next(iter(anna.as_actor().organisations)))
        change.save_organisation(found.model_copy(update={"kvk": "12345678"}))
    provider.claims["kvk"] = "12345678"
    assert is_refused(through(visitor), visitor)


def test_who_is_unknown_waits_and_is_in_once_approved(visitor, store, provider):
    answer = through(visitor)
    assert is_refused(answer, visitor) and "bewaard" in answer.text
    through(visitor)
    waiting = account_requests.waiting_requests(store, ADMINISTRATOR)
    assert [(one.request.name, one.request.address) for one in waiting] == [("Sam de Vries", "sam@stad.example")]
    assert account_requests.approve_request(store, ADMINISTRATOR, waiting[0].request.id, None) is None
    provider.claims["email"] = "another@stad.example"  # the subject says who it is, not the address
    assert through(visitor).headers["location"] == "/"
    assert actor_of(store, visitor).grants == {Grant(Role.ENTREPRENEUR)}


def test_who_is_unknown_is_refused_where_the_operator_wants_it(visitor, store, provider, monkeypatch):
    monkeypatch.setenv("IMPACTMETER_OIDC_UNKNOWN", "refuse")
    assert is_refused(through(visitor), visitor)
    assert account_requests.waiting_requests(store, ADMINISTRATOR) == []


def test_signing_out_ends_the_session_here(visitor, store, provider):
    provider.claims["roles"] = ["team-impact"]
    through(visitor)
    token = visitor.cookies.get(cookies.SESSION)
    visitor.fill_in("/afmelden", {})
    assert accounts.signed_in(store, token) is None


def test_a_deactivated_account_is_out_at_once_and_does_not_come_back(visitor, store, provider):
    provider.claims["roles"] = ["team-impact"]
    through(visitor)
    actor = actor_of(store, visitor)
    accounts.deactivate(store, ADMINISTRATOR, actor.account_id)
    assert visitor.page("/voortgang").status_code == 303
    visitor.cookies.delete(cookies.SESSION)
    answer = through(visitor)
    assert is_refused(answer, visitor) and "gesloten" in answer.text


# --- what signs nobody in ---


def before(**changes):
    return lambda claims: claims.update(changes)


@pytest.mark.parametrize(
    "spoil",
    [
        before(nonce="another"),
        lambda claims: claims.pop("nonce"),
        before(aud="somebody-else"),
        before(aud=["somebody-else", CLIENT]),
        before(azp="somebody-else"),
        before(iss="https://elsewhere.example"),
        lambda claims: claims.update(exp=claims["iat"] - 61),
        lambda claims: claims.pop("exp"),
        lambda claims: claims.pop("sub"),
        lambda claims: claims.update(iat=claims["iat"] + 3600),
    ],
    ids=["nonce", "no nonce", "audience", "audiences", "party", "issuer", "expired", "no end", "nobody", "from later"],
)
def test_a_token_that_is_not_what_was_asked_signs_nobody_in(visitor, store, provider, spoil):
    provider.claims["roles"] = ["team-impact"]
    provider.spoil = spoil
    assert is_refused(through(visitor), visitor)
    with store.read() as records:
        assert records.accounts() == []


def test_a_token_with_another_signature_signs_nobody_in(visitor, provider):
    provider.claims["roles"] = ["team-impact"]
    provider.signs_with = provider.other_key
    assert is_refused(through(visitor), visitor)
    provider.sign_with_a_shared_secret()
    assert is_refused(through(visitor), visitor)


def test_a_state_is_used_once(visitor, provider, application):
    provider.claims["roles"] = ["team-impact"]
    back = at_the_provider(visitor)
    browser = visitor.cookies.get(cookies.PROVIDER)
    assert visitor.page(back).status_code == 303
    again = Visitor(application, follow_redirects=False)
    again.cookies.set(cookies.PROVIDER, browser)
    assert is_refused(again.page(back), again)


def test_a_state_of_another_browser_or_made_up_or_too_old_signs_nobody_in(visitor, provider, application, clock):
    provider.claims["roles"] = ["team-impact"]
    back = at_the_provider(visitor)
    victim = Visitor(application, follow_redirects=False)
    assert is_refused(victim.page(back), victim)
    at_the_provider(victim)
    assert is_refused(victim.page(back), victim)
    assert is_refused(visitor.page(f"{BACK}?code=x&state=y"), visitor)
    assert is_refused(visitor.page(BACK), visitor)
    clock.now += timedelta(minutes=11)
    assert is_refused(visitor.page(back), visitor)


def test_a_code_of_another_sign_in_signs_nobody_in(visitor, provider, application):
    """Its verifier is another (PKCE)."""
    provider.claims["roles"] = ["team-impact"]
    attacker = Visitor(application, follow_redirects=False)
    stolen = at_the_provider(attacker).split("code=")[1].split("&")[0]
    mine = at_the_provider(visitor)
    answer = visitor.page(mine.replace(mine.split("code=")[1].split("&")[0], stolen))
    assert is_refused(answer, visitor)


def test_a_provider_that_refuses_or_is_another_or_is_away_is_told_plainly(visitor, provider, monkeypatch):
    back = at_the_provider(visitor)
    refused = visitor.page(f"{BACK}?error=access_denied&{back.split('&')[1]}")
    assert is_refused(refused, visitor) and "lukte niet" in refused.text
    provider.named_issuer = "https://elsewhere.example"
    assert visitor.page(START).status_code == 502
    monkeypatch.setenv("IMPACTMETER_OIDC_ISSUER", "http://127.0.0.1:9")
    assert visitor.page(START).status_code == 502


def test_a_wrong_client_secret_signs_nobody_in(visitor, provider, monkeypatch):
    provider.claims["roles"] = ["team-impact"]
    monkeypatch.setenv("IMPACTMETER_OIDC_CLIENT_SECRET", "wrong")
    assert is_refused(through(visitor), visitor)


# --- settings ---


def test_without_a_provider_there_is_no_button_and_no_address(visitor, anna):
    assert "gemeente?" not in visitor.page("/aanmelden").text
    assert visitor.page(START).status_code == 404 and visitor.page(BACK).status_code == 404


def test_with_a_provider_the_sign_in_page_has_its_button(visitor, provider):
    assert 'href="/aanmelden/gemeente?next=%2Fstad"' in visitor.page("/aanmelden?next=/stad").text


@pytest.mark.parametrize(
    "wrong",
    [
        {"ISSUER": "http://elsewhere.example"},
        {"CLIENT_SECRET": ""},
        {"ROLES": "ict=boss"},
        {"ROLES": "ict=operator"},
        {"ROLES": "administrator"},
        {"UNKNOWN": "perhaps"},
    ],
)
def test_settings_that_cannot_be_right_are_refused_at_the_start(monkeypatch, wrong):
    for name, value in {"ISSUER": "https://id.example", **SETTINGS, **wrong}.items():
        monkeypatch.setenv(f"IMPACTMETER_OIDC_{name}", value)
    with pytest.raises(BadSettings):
        provider_settings()


def test_the_secret_does_not_show_when_settings_are_printed(monkeypatch):
    for name, value in {"ISSUER": "https://id.example", **SETTINGS}.items():
        monkeypatch.setenv(f"IMPACTMETER_OIDC_{name}", value)
    assert SECRET not in repr(provider_settings())


def test_people_come_back_to_the_address_the_operator_set(visitor, provider, monkeypatch):
    monkeypatch.setenv("IMPACTMETER_ADDRESS", "https://impact.stad.example/")
    away = visitor.page(START).headers["location"]
    assert "redirect_uri=https%3A%2F%2Fimpact.stad.example%2Faanmelden%2Fgemeente%2Fterug" in away


def test_signing_in_again_for_another_tab_ends_on_the_page_that_says_so(visitor, provider):
    provider.claims["roles"] = ["team-impact"]
    answer = through(visitor, "/weer-aangemeld")
    assert "staat je tekst er nog" in visitor.page(answer.headers["location"]).text
