"""The second step of signing in: setting it up, giving a code, and taking it away again."""

from __future__ import annotations

from dataclasses import dataclass

from impactmeter.domain.account import ATTEMPT_WINDOW, ATTEMPTS_PER_LOGIN, Account
from impactmeter.domain.message import Refused, message
from impactmeter.domain.permission import Actor, UseCase, require
from impactmeter.domain.totp import app_link, new_secret, new_spare_codes, step_of_code, tidy_code
from impactmeter.services.access import nothing_there
from impactmeter.services.accounts import MUNICIPAL, VISITOR, start_session, token_hash
from impactmeter.storage.store import Change, Store


@dataclass(frozen=True)
class Standing:
    """How it is with somebody's second step."""

    is_on: bool
    is_duty: bool
    spare_left: int


@dataclass(frozen=True)
class Enrolment:
    """What an app needs to make codes."""

    secret: str
    link: str


def half_signed_in(store: Store, token: str | None) -> Account | None:
    """Who gave the right password and still has to give a code."""
    if not token:
        return None
    with store.read() as records:
        account_id = records.half_session(token_hash(token), store.clock())
        account = records.account(account_id) if account_id else None
    return account if account and account.is_active else None


def standing(store: Store, account_id: str, is_duty: bool) -> Standing:
    with store.read() as records:
        factor, account = records.second_factor(account_id), records.account(account_id)
    must = is_duty and account is not None and bool(MUNICIPAL & set(account.roles))
    is_on = factor is not None and factor.is_confirmed
    return Standing(is_on, must, factor.spare_left if factor else 0)


def begin(store: Store, account: Account, product: str, *, anew: bool = False) -> Enrolment:
    """The secret to set up an app with; the same one until it is confirmed. Refused when it is on already."""
    with store.change(account.as_actor()) as change:
        factor = change.second_factor(account.id)
        if factor is not None and factor.is_confirmed:
            raise Refused(message("second_step.is_on"))
        secret = factor.totp_secret if factor and not anew else new_secret()
        if factor is None or anew:
            change.begin_second_factor(account.id, secret)
    return Enrolment(secret, app_link(secret, account.login, product))


def confirm(store: Store, account: Account, code: str) -> list[str]:
    """Switches the second step on, when the code shows that the app works. Gives the spare codes, once."""
    _count_try(store, account.id)
    with store.change(account.as_actor()) as change:
        factor = change.second_factor(account.id)
        if factor is None or factor.is_confirmed:
            raise Refused(message("second_step.is_on" if factor else "second_step.begin_again"))
        step = step_of_code(factor.totp_secret, tidy_code(code), change.moment, factor.last_step)
        if step is None:
            raise Refused(message("second_step.wrong", field="code"))
        change.confirm_second_factor(account.id, step)
        change.forget_attempts(who=_who(account.id))
        return _fresh_spare_codes(change, account.id)


def give_code(store: Store, half_token: str | None, code: str) -> str:
    """The token of a session, for the right code after the right password. A code and a spare code work once each."""
    account = half_signed_in(store, half_token)
    if account is None:
        raise Refused(message("second_step.too_late"))
    _count_try(store, account.id)
    with store.change(account.as_actor()) as change:
        if not _is_right(change, account.id, code):
            change.tell("code_refused", "account", account.id)
        else:
            return _signed_in(change, account.id)
    raise Refused(message("second_step.wrong", field="code"))


def confirm_and_sign_in(store: Store, half_token: str | None, code: str) -> tuple[list[str], str]:
    """For who must set it up before they are in: the spare codes and the token of a session.

    Refused for who has a second step already: they give a code of it.
    """
    account = half_signed_in(store, half_token)
    if account is None:
        raise Refused(message("second_step.too_late"))
    spare = confirm(store, account, code)
    with store.change(account.as_actor()) as change:
        return spare, _signed_in(change, account.id)


def switch_off(store: Store, actor: Actor, code: str, is_duty: bool) -> None:
    """Takes one's own second step away, with a code; not where the municipality asks it of this role."""
    _own_code(store, actor, code)
    if is_duty and MUNICIPAL & set(actor.roles):
        raise Refused(message("second_step.is_duty"))
    with store.change(actor) as change:
        change.remove_second_factor(actor.account_id)


def renew_spare_codes(store: Store, actor: Actor, code: str) -> list[str]:
    """New spare codes; the old ones work no more."""
    _own_code(store, actor, code)
    with store.change(actor) as change:
        return _fresh_spare_codes(change, actor.account_id)


def reset_second_factor(store: Store, actor: Actor, account_id: str) -> None:
    """For who lost phone and spare codes: an administrator takes it away, and the person is signed out everywhere."""
    require(actor, UseCase.MANAGE_ACCOUNTS)
    with store.change(actor) as change:
        if change.account(account_id) is None:
            nothing_there(actor, UseCase.MANAGE_ACCOUNTS, account_id)
        change.remove_second_factor(account_id)
        change.end_half_sessions(account_id)
        change.end_sessions_of(account_id)


def with_second_factor(store: Store, actor: Actor) -> set[str]:
    """Ids of the accounts that give a code at sign-in."""
    require(actor, UseCase.MANAGE_ACCOUNTS)
    with store.read() as records:
        return records.accounts_with_second_factor()


def _own_code(store: Store, actor: Actor, code: str) -> None:
    _count_try(store, actor.account_id)
    with store.change(actor) as change:
        is_right = _is_right(change, actor.account_id, code)
        if is_right:
            change.forget_attempts(who=_who(actor.account_id))
    if not is_right:
        raise Refused(message("second_step.wrong", field="code"))


def _signed_in(change: Change, account_id: str) -> str:
    change.end_half_sessions(account_id)
    change.forget_attempts(who=_who(account_id))
    return start_session(change, account_id)


def _is_right(change: Change, account_id: str, typed: str) -> bool:
    """Uses the code up when it is right."""
    factor, code = change.second_factor(account_id), tidy_code(typed)
    if factor is None or not factor.is_confirmed:
        return False
    step = step_of_code(factor.totp_secret, code, change.moment, factor.last_step)
    if step is not None:
        change.use_step(account_id, step)
        return True
    return change.use_spare_code(account_id, token_hash(code))


def _fresh_spare_codes(change: Change, account_id: str) -> list[str]:
    codes = new_spare_codes()
    change.set_spare_codes(account_id, [token_hash(tidy_code(one)) for one in codes])
    return codes


def _count_try(store: Store, account_id: str) -> None:
    """Few tries: counted before the code is looked at, whoever asks and from wherever."""
    with store.change(VISITOR) as change:
        since = change.moment - ATTEMPT_WINDOW
        if change.count_attempts(_who(account_id), since) >= ATTEMPTS_PER_LOGIN:
            raise Refused(message("sign_in.too_many", minutes=int(ATTEMPT_WINDOW.total_seconds() // 60)))
        change.forget_attempts(before=since)
        change.add_attempt(_who(account_id))


def _who(account_id: str) -> str:
    return f"code:{token_hash(account_id)[:32]}"
