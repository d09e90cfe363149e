"""Links to a chain: opaque, expiring, revocable; comments limited, without personal data, once."""

from datetime import timedelta

import pytest

from impactmeter.domain.message import NotFound, Refused
from impactmeter.domain.notice import NoticeKind
from impactmeter.domain.permission import OPERATOR, Role
from impactmeter.domain.sharing import MOST_OPEN_LINKS, MOST_PER_LINK, MOST_PER_WINDOW
from impactmeter.services import path, privacy, sharing
from tests.services.builders import MANAGER, an_enterprise, an_objective


@pytest.fixture
def shared(store):
    """An enterprise, its entrepreneur, its objective and a link to it."""
    organisation, actor = an_enterprise(store)
    objective = an_objective(store, actor, organisation)
    return organisation, actor, objective, sharing.make_link(store, actor, organisation, objective.id)


def only_link(store, organisation, actor):
    (link,) = sharing.links_of(store, actor, organisation).links
    return link


def comments(store, organisation, actor):
    return [one for said in sharing.links_of(store, actor, organisation).comments.values() for one in said]


def keys(refused):
    return [(one.key, one.field) for one in refused.value.messages]


def test_a_link_opens_the_chain_and_is_kept_as_a_hash_alone(store, shared):
    organisation, actor, objective, token = shared
    found = sharing.open_shared(store, token)
    assert (found.organisation.name, found.objective.title) == ("De Spaak", objective.title)
    with store.read() as records:
        everything = str([dict(row) for row in records.rows("SELECT * FROM share_link")])
        trail = records.events_of("share_link", only_link(store, organisation, actor).id)
    assert token not in everything and len(token) >= 40
    assert [event.action for event in trail] == ["share"] and token not in str(trail)


def moved(monkeypatch, store, **ahead):
    later = store.clock() + timedelta(**ahead)
    monkeypatch.setattr(store, "clock", lambda: later)


def test_it_expires_after_thirty_days_when_nobody_says_otherwise(store, shared, monkeypatch):
    moved(monkeypatch, store, days=29, hours=23)
    sharing.open_shared(store, shared[3])
    moved(monkeypatch, store, hours=1)
    with pytest.raises(NotFound):
        sharing.open_shared(store, shared[3])


def test_unknown_revoked_expired_and_put_away_are_all_the_same(store, shared, monkeypatch):
    organisation, actor, objective, token = shared
    other = an_objective(store, actor, organisation, "Minder schulden")
    put_away = sharing.make_link(store, actor, organisation, other.id)
    expired = sharing.make_link(store, actor, organisation, objective.id, 7)
    sharing.revoke_link(store, actor, organisation, sharing.links_of(store, actor, organisation).links[-1].id)
    path.archive_objective(store, actor, organisation, other.id, other.lock)
    moved(monkeypatch, store, days=8)
    tokens = [token, put_away, expired, "nothing", "", "é" * 50]
    for dead in tokens:
        with pytest.raises(NotFound):
            sharing.open_shared(store, dead)
        with pytest.raises(NotFound):
            sharing.comment_by_link(store, dead, "", "", "")
    assert len({str(_answer(store, dead)) for dead in tokens}) == 1


def _answer(store, token):
    with pytest.raises(NotFound) as refused:
        sharing.open_shared(store, token)
    return [(one.key, one.values) for one in refused.value.messages]


def test_revoking_twice_is_revoking_once_and_comments_stay(store, shared):
    organisation, actor, _, token = shared
    sharing.comment_by_link(store, token, "Deelnemer", "Klopt.", "k1")
    link = only_link(store, organisation, actor)
    for _ in range(2):
        sharing.revoke_link(store, actor, organisation, link.id)
    with store.read() as records:
        assert [event.action for event in records.events_of("share_link", link.id)] == ["share", "revoke"]
    assert [one.text for one in comments(store, organisation, actor)] == ["Klopt."]


def test_only_the_enterprise_itself_makes_sees_and_revokes_links(store, shared):
    organisation, actor, objective, _ = shared
    elsewhere, stranger = an_enterprise(store, "Elders")
    link = only_link(store, organisation, actor)
    for who in (stranger, MANAGER):
        with pytest.raises(NotFound):
            sharing.make_link(store, who, organisation, objective.id)
        with pytest.raises(NotFound):
            sharing.links_of(store, who, organisation)
        with pytest.raises(NotFound):
            sharing.revoke_link(store, who, organisation, link.id)
    with pytest.raises(NotFound):
        sharing.make_link(store, stranger, elsewhere, objective.id)
    with pytest.raises(NotFound):
        sharing.revoke_link(store, stranger, elsewhere, link.id)
    assert only_link(store, organisation, actor).revoked_at is None


def test_days_are_chosen_from_three_and_open_links_are_counted(store, shared):
    organisation, actor, objective, _ = shared
    with pytest.raises(Refused) as refused:
        sharing.make_link(store, actor, organisation, objective.id, 3650)
    assert keys(refused) == [("sharing.days", "days")]
    for _ in range(MOST_OPEN_LINKS - 1):
        sharing.make_link(store, actor, organisation, objective.id)
    with pytest.raises(Refused) as refused:
        sharing.make_link(store, actor, organisation, objective.id)
    assert keys(refused) == [("sharing.many_links", None)]


def test_a_comment_is_kept_once_however_often_it_is_sent(store, shared):
    organisation, actor, _, token = shared
    for _ in range(3):
        sharing.comment_by_link(store, token, "  Klant ", "De tweede stap mist.\n", "k1")
    (comment,) = comments(store, organisation, actor)
    assert (comment.who, comment.text) == ("Klant", "De tweede stap mist.")
    sharing.comment_by_link(store, token, "Klant", "De tweede stap mist.", "k2")
    assert len(comments(store, organisation, actor)) == 2
    with store.read() as records:
        (event,) = records.events_of("share_comment", comment.id)
    assert (event.actor, event.action, event.detail["after"]["who"]) == ("visitor", "comment", "Klant")


@pytest.mark.parametrize(
    ("who", "text", "expected"),
    [
        ("", "x", ("sharing.who_needed", "who")),
        ("Klant", "  \n", ("sharing.text_needed", "text")),
        ("Klant", "Bel me op 06 12345678", ("personal_data.phone_number", "text")),
        ("iemand@voorbeeld.example", "Goed", ("personal_data.email_address", "who")),
        ("Klant", "Mijn nummer is 123456782", ("text.citizen_service_number", "text")),
        ("k" * 101, "Goed", ("text.too_long", "who")),
        ("Klant", "x" * 2001, ("text.too_long", "text")),
        ("Klant", "nul\x00", ("text.unreadable_sign", "text")),
    ],
)
def test_what_may_not_be_stored_is_refused_with_its_field(store, shared, who, text, expected):
    organisation, actor, _, token = shared
    with pytest.raises(Refused) as refused:
        sharing.comment_by_link(store, token, who, text, "k")
    assert keys(refused) == [expected]
    assert comments(store, organisation, actor) == []


def test_a_form_without_its_key_is_refused(store, shared):
    for key in ("", "k" * 101):
        with pytest.raises(Refused) as refused:
            sharing.comment_by_link(store, shared[3], "Klant", "Goed", key)
        assert keys(refused) == [("sharing.form", None)]


def test_a_link_takes_so_many_comments_an_hour_and_so_many_in_all(store, shared, monkeypatch):
    organisation, actor, objective, token = shared
    for number in range(MOST_PER_WINDOW):
        sharing.comment_by_link(store, token, "Klant", f"{number}", f"k{number}")
    with pytest.raises(Refused) as refused:
        sharing.comment_by_link(store, token, "Klant", "meer", "meer")
    assert keys(refused) == [("sharing.too_many", None)]
    sharing.comment_by_link(store, token, "Klant", "0", "k0")  # what is there already is no refusal
    other = sharing.make_link(store, actor, organisation, objective.id)
    sharing.comment_by_link(store, other, "Klant", "langs een andere link", "k")
    number = MOST_PER_WINDOW
    while number < MOST_PER_LINK:
        moved(monkeypatch, store, hours=1, seconds=1)
        for _ in range(min(MOST_PER_WINDOW, MOST_PER_LINK - number)):
            sharing.comment_by_link(store, token, "Klant", f"{number}", f"k{number}")
            number += 1
    moved(monkeypatch, store, hours=2)
    with pytest.raises(Refused) as refused:
        sharing.comment_by_link(store, token, "Klant", "meer", "meer")
    assert keys(refused) == [("sharing.full", None)]


def test_links_and_comments_are_taken_along_without_secret_and_erased(store, shared):
    organisation, actor, _, token = shared
    sharing.comment_by_link(store, token, "Klant", "Zilvervosje zei het al", "k1")
    found = privacy.everything_of(store, actor, organisation)
    assert "Zilvervosje" in str(found["share_comment"]) and "token_hash" not in str(found["share_link"])
    rows = privacy.erase_organisation(store, OPERATOR, organisation, "verzoek").rows
    assert (rows["share_link"], rows["share_comment"]) == (1, 1)
    stored = b"".join(file.read_bytes() for file in store.folder.iterdir() if file.is_file())
    assert b"Zilvervosje" not in stored
    assert store.problems() == []
    with pytest.raises(NotFound):
        sharing.open_shared(store, token)


def test_the_people_of_the_enterprise_are_told_once_a_day_for_each_link(store, shared, monkeypatch):
    organisation, actor, _, token = shared
    with store.change(OPERATOR) as change:
        account = change.add_account(login="noor", name="Noor", password_hash=None)
        change.grant(account.id, Role.ENTREPRENEUR, organisation)
    told = []
    for number in range(3):
        sharing.comment_by_link(store, token, "Klant", str(number), f"k{number}")
        with store.read() as records:
            told.append(len(records.notices(account.id)))
        if number == 1:
            moved(monkeypatch, store, days=1)
    assert told == [1, 1, 2]
    with store.read() as records:
        assert {notice.kind for notice in records.notices(account.id)} == {NoticeKind.COMMENTED}
