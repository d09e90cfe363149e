"""The second step of signing in: set up, asked for, used once, few tries, a duty where the pack says so, reset."""

from datetime import timedelta

import pytest

from impactmeter.domain.message import NotFound, Refused
from impactmeter.domain.permission import Grant, Role
from impactmeter.domain.totp import code_of_step, step_at
from impactmeter.services import accounts, second_factor
from impactmeter.services.accounts import SecondStepNeeded
from tests.services import test_accounts
from tests.services.builders import ADMINISTRATOR, MANAGER
from tests.services.test_accounts import PASSWORD, an_account, keys

clock, quick_hashes, store = test_accounts.clock, test_accounts.quick_hashes, test_accounts.store


def code_now(store, account, steps=0):
    with store.read() as records:
        secret = records.second_factor(account.id).totp_secret
    return code_of_step(secret, step_at(store.clock()) + steps)


def half(store, login="anna", **more):
    with pytest.raises(SecondStepNeeded) as needed:
        accounts.sign_in(store, login, PASSWORD, "10.0.0.1", **more)
    return needed.value


@pytest.fixture
def anna(store, clock):
    """An account manager with the second step on, and her spare codes."""
    account = an_account(store)
    second_factor.begin(store, account, "impactmeter")
    spare = second_factor.confirm(store, account, code_now(store, account))
    clock.pass_by(timedelta(minutes=1))
    return account, spare


def test_the_password_alone_opens_no_session(store, anna):
    needed = half(store)
    assert not needed.is_new
    assert accounts.signed_in(store, needed.token) is None
    assert accounts.my_sessions(store, anna[0].as_actor()) == []


def test_the_right_code_opens_a_session_and_works_once(store, anna):
    code = code_now(store, anna[0])
    token = second_factor.give_code(store, half(store).token, code)
    assert accounts.signed_in(store, token).actor.account_id == anna[0].id
    with pytest.raises(Refused) as refused:
        second_factor.give_code(store, half(store).token, code)
    assert keys(refused) == ["second_step.wrong"]


def test_a_half_session_is_used_once_and_lasts_ten_minutes(store, anna, clock):
    needed = half(store)
    second_factor.give_code(store, needed.token, code_now(store, anna[0]))
    clock.pass_by(timedelta(minutes=1))
    for token in (needed.token, "made up", None):
        with pytest.raises(Refused) as refused:
            second_factor.give_code(store, token, code_now(store, anna[0]))
        assert keys(refused) == ["second_step.too_late"]
    late = half(store)
    clock.pass_by(timedelta(minutes=10))
    with pytest.raises(Refused) as refused:
        second_factor.give_code(store, late.token, code_now(store, anna[0]))
    assert keys(refused) == ["second_step.too_late"]


def test_a_spare_code_works_once_and_only_its_hash_is_kept(store, anna):
    account, spare = anna
    second_factor.give_code(store, half(store).token, spare[0].lower())
    with pytest.raises(Refused):
        second_factor.give_code(store, half(store).token, spare[0])
    assert second_factor.standing(store, account.id, False).spare_left == 9
    kept = b"".join(file.read_bytes() for file in store.folder.iterdir())
    assert all(code.replace("-", "").encode() not in kept and code.encode() not in kept for code in spare)


def test_eight_tries_and_then_also_the_right_code_waits(store, anna, clock):
    for _ in range(8):
        with pytest.raises(Refused):
            second_factor.give_code(store, half(store).token, "000000")
    with pytest.raises(Refused) as refused:
        second_factor.give_code(store, half(store).token, code_now(store, anna[0]))
    assert keys(refused) == ["sign_in.too_many"]
    clock.pass_by(timedelta(minutes=16))
    assert second_factor.give_code(store, half(store).token, code_now(store, anna[0]))


def test_a_closed_account_gives_no_code(store, anna):
    needed = half(store)
    accounts.deactivate(store, ADMINISTRATOR, anna[0].id)
    with pytest.raises(Refused) as refused:
        second_factor.give_code(store, needed.token, code_now(store, anna[0]))
    assert keys(refused) == ["second_step.too_late"]


def test_where_it_is_a_duty_municipal_people_set_it_up_before_they_are_in(store):
    account = an_account(store)
    needed = half(store, is_code_duty=True)
    assert needed.is_new
    with pytest.raises(Refused):
        second_factor.confirm_and_sign_in(store, needed.token, "000000")
    second_factor.begin(store, account, "impactmeter")
    spare, token = second_factor.confirm_and_sign_in(store, needed.token, code_now(store, account))
    assert len(spare) == 10
    assert accounts.signed_in(store, token)


def test_setting_it_up_anew_is_no_way_around_a_code(store, anna):
    needed = half(store)
    with pytest.raises(Refused):
        second_factor.begin(store, anna[0], "impactmeter")
    for code in ("000000", code_now(store, anna[0])):
        with pytest.raises(Refused) as refused:
            second_factor.confirm_and_sign_in(store, needed.token, code)
        assert keys(refused) == ["second_step.is_on"]


def test_a_duty_of_the_municipality_is_none_of_an_entrepreneur(store):
    an_account(store, "noor", [Grant(Role.ENTREPRENEUR)])
    assert accounts.sign_in(store, "noor", PASSWORD, "10.0.0.1", is_code_duty=True)


def test_it_is_switched_off_with_a_code_and_not_where_it_is_a_duty(store, anna, clock):
    actor = anna[0].as_actor()
    with pytest.raises(Refused) as refused:
        second_factor.switch_off(store, actor, "000000", False)
    assert keys(refused) == ["second_step.wrong"]
    with pytest.raises(Refused) as refused:
        second_factor.switch_off(store, actor, code_now(store, anna[0]), True)
    assert keys(refused) == ["second_step.is_duty"]
    clock.pass_by(timedelta(minutes=1))
    second_factor.switch_off(store, actor, code_now(store, anna[0]), False)
    assert accounts.sign_in(store, "anna", PASSWORD, "10.0.0.1")


def test_new_spare_codes_take_the_place_of_the_old(store, anna):
    fresh = second_factor.renew_spare_codes(store, anna[0].as_actor(), code_now(store, anna[0]))
    with pytest.raises(Refused):
        second_factor.give_code(store, half(store).token, anna[1][1])
    assert second_factor.give_code(store, half(store).token, fresh[1])


def test_an_administrator_resets_it_and_the_trail_says_so(store, anna):
    token = second_factor.give_code(store, half(store).token, code_now(store, anna[0]))
    with pytest.raises(NotFound):
        second_factor.reset_second_factor(store, MANAGER, anna[0].id)
    assert second_factor.with_second_factor(store, ADMINISTRATOR) == {anna[0].id}
    second_factor.reset_second_factor(store, ADMINISTRATOR, anna[0].id)
    assert accounts.signed_in(store, token) is None
    assert accounts.sign_in(store, "anna", PASSWORD, "10.0.0.1")
    with store.read() as records:
        found = records.rows("SELECT actor FROM event WHERE action = 'remove_second_factor'")
    assert [row["actor"] for row in found] == [ADMINISTRATOR.account_id]
