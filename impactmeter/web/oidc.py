"""Signing in through an OpenID provider: authorization code with PKCE, state and nonce; fills the same session table.

Set by the environment: `IMPACTMETER_OIDC_ISSUER`, `…_CLIENT_ID`, `…_CLIENT_SECRET`; and where the municipality wants it
`…_ROLES` (`their value=our role`, with commas), `…_ROLE_CLAIM` (roles), `…_KVK_CLAIM`, `…_UNKNOWN` (wait or
refuse).
"""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import requests
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from impactmeter.domain.message import Message, Refused, message
from impactmeter.domain.organisation import check_kvk
from impactmeter.domain.permission import Role
from impactmeter.services import identity_provider
from impactmeter.services.identity_provider import ProviderPerson
from impactmeter.web import cookies, plain
from impactmeter.web.requests import local_path, texts_of
from impactmeter.web.runtime import runtime
from impactmeter.web.sign_in import begin_session, not_found

START = "/aanmelden/gemeente"
BACK = "/aanmelden/gemeente/terug"
ALGORITHMS = ["RS256", "PS256", "ES256"]
"""Signatures with a key pair only: never `none`, never a shared secret."""
LEEWAY = 60
SECONDS = 10
_GIVEN = (Role.ACCOUNT_MANAGER, Role.COORDINATOR, Role.ADMINISTRATOR)
_log = logging.getLogger("impactmeter.oidc")


class BadSettings(Exception):
    """The settings of the provider cannot be right; said at the start, not at the first sign-in."""


@dataclass(frozen=True)
class ProviderSettings:
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    role_claim: str = "roles"
    roles: tuple[tuple[str, Role], ...] = ()
    kvk_claim: str = ""
    """Only where the operator names it: whoever holds this claim is let into the organisation with that number."""
    unknown_waits: bool = True


def provider_settings() -> ProviderSettings | None:
    """What the operator set; None when there is no provider. `BadSettings` when it cannot be right."""
    issuer = _set("ISSUER")
    if not issuer:
        return None
    parts = urlsplit(issuer)
    is_here = parts.hostname in ("127.0.0.1", "localhost", "::1")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_here):
        raise BadSettings("IMPACTMETER_OIDC_ISSUER: begin with https://")
    if not _set("CLIENT_ID") or not _set("CLIENT_SECRET"):
        raise BadSettings("IMPACTMETER_OIDC_CLIENT_ID and IMPACTMETER_OIDC_CLIENT_SECRET are needed")
    unknown = _set("UNKNOWN") or "wait"
    if unknown not in ("wait", "refuse"):
        raise BadSettings(f"IMPACTMETER_OIDC_UNKNOWN: {unknown!r} is neither wait nor refuse")
    return ProviderSettings(
        issuer=issuer,
        client_id=_set("CLIENT_ID"),
        client_secret=_set("CLIENT_SECRET"),
        role_claim=_set("ROLE_CLAIM") or "roles",
        roles=tuple(_role(pair) for pair in _set("ROLES").split(",") if pair.strip()),
        kvk_claim=_set("KVK_CLAIM"),
        unknown_waits=unknown == "wait",
    )


def _set(name: str) -> str:
    return os.environ.get(f"IMPACTMETER_OIDC_{name}", "").strip()


def _role(pair: str) -> tuple[str, Role]:
    theirs, _, ours = (part.strip() for part in pair.partition("="))
    found = [role for role in _GIVEN if role.value == ours]
    if not theirs or not found:
        known = ", ".join(_GIVEN)
        raise BadSettings(f"IMPACTMETER_OIDC_ROLES: write their value=our role, with one of {known}; not {pair!r}")
    return theirs, found[0]


async def start(request: Request) -> Response:
    """To the provider, with a cookie by which this browser is known when it comes back."""
    settings = provider_settings()
    if settings is None:
        return not_found(request)
    wanted = local_path(request.query_params.get("next"))
    try:
        address, browser = await run_in_threadpool(_leave, settings, wanted, _back_address(request))
    except (requests.RequestException, ValueError, KeyError) as error:
        return _failed(request, "start", error)
    response = RedirectResponse(address, status_code=303, headers={"Cache-Control": "no-store"})
    line = cookies.set_cookie(cookies.PROVIDER, browser, secure=plain.is_secure(request))
    response.headers.append("Set-Cookie", line)
    return response


def _leave(settings: ProviderSettings, wanted: str, back: str) -> tuple[str, str]:
    found = _discovered(settings)
    sent = identity_provider.begin(runtime.store, wanted)
    with _client(settings, back) as client:
        address, _ = client.create_authorization_url(
            found["authorization_endpoint"],
            state=sent.state,
            nonce=sent.request.nonce,
            code_verifier=sent.request.verifier,
        )
    return str(address), sent.browser


def _client(settings: ProviderSettings, back: str) -> OAuth2Session:
    return OAuth2Session(
        settings.client_id,
        settings.client_secret,
        token_endpoint_auth_method="client_secret_basic",
        scope="openid profile email",
        redirect_uri=back,
        code_challenge_method="S256",
    )


def _back_address(request: Request) -> str:
    """Where the provider sends people back to: under the address the operator set, else the one they came by."""
    address = os.environ.get("IMPACTMETER_ADDRESS", "").strip().rstrip("/")
    return f"{address or f'{request.url.scheme}://{request.url.netloc}'}{BACK}"


def _discovered(settings: ProviderSettings) -> dict[str, Any]:
    """What the provider says of itself. Raises when it says that it is another."""
    found = _ask(f"{settings.issuer.rstrip('/')}/.well-known/openid-configuration")
    if found.get("issuer") != settings.issuer:
        raise ValueError("another issuer")
    return found


def _ask(address: str) -> dict[str, Any]:
    answer = requests.get(address, timeout=SECONDS)
    answer.raise_for_status()
    found = answer.json()
    if not isinstance(found, dict):
        raise ValueError("no JSON object")
    return found


async def come_back(request: Request) -> Response:
    """From the provider: every step is checked before there is a session."""
    settings = provider_settings()
    if settings is None:
        return not_found(request)
    given = request.query_params
    browser = request.cookies.get(cookies.PROVIDER, "")
    try:
        sent = await run_in_threadpool(identity_provider.come_back, runtime.store, given.get("state", ""), browser)
        if "code" not in given:
            raise Refused(message("oidc.failed"))
        back = _back_address(request)
        person = await run_in_threadpool(_person, settings, given["code"], sent.nonce, sent.verifier, back)
        token = await run_in_threadpool(
            lambda: identity_provider.sign_in_person(runtime.store, person, unknown_waits=settings.unknown_waits)
        )
    except Refused as refused:
        return _page(request, refused.messages[0], 403)
    except Exception as error:  # whatever a provider answers: nobody is signed in, and the log says which step
        return _failed(request, "come back", error)
    response = await begin_session(request, token, sent.wanted)
    response.headers.append("Set-Cookie", cookies.forget_cookie(cookies.PROVIDER, secure=plain.is_secure(request)))
    return response


def _person(settings: ProviderSettings, code: str, nonce: str, verifier: str, back: str) -> ProviderPerson:
    """Who the provider says this is. Raises for anything in the answer that does not fit what was asked."""
    found = _discovered(settings)
    with _client(settings, back) as client:
        tokens = client.fetch_token(found["token_endpoint"], code=code, code_verifier=verifier, timeout=SECONDS)
    claims = checked_claims(tokens["id_token"], _ask(found["jwks_uri"]), settings, nonce)
    return person_of(claims, settings)


def checked_claims(id_token: str, keys: Any, settings: ProviderSettings, nonce: str) -> dict[str, Any]:
    """The claims of a token that is signed by the provider, for us, for this sign-in, and still valid."""
    token = jwt.decode(id_token, KeySet.import_key_set(keys), algorithms=ALGORITHMS)
    registry = jwt.JWTClaimsRegistry(
        now=int(runtime.store.clock().timestamp()),
        leeway=LEEWAY,
        iss={"essential": True, "value": settings.issuer},
        aud={"essential": True, "value": settings.client_id},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    registry.validate(token.claims)
    audience, party = token.claims["aud"], token.claims.get("azp")
    if party not in (None, settings.client_id) or (isinstance(audience, list) and len(audience) > 1 and not party):
        raise ValueError("for another party")
    return dict(token.claims)


def person_of(claims: dict[str, Any], settings: ProviderSettings) -> ProviderPerson:
    """What of the claims counts here: a name, an address, the KvK number, and roles where the operator maps them."""
    name = " ".join(str(claims.get("name") or claims.get("preferred_username") or claims["sub"]).split())
    kvk, wrong = check_kvk(str(claims.get(settings.kvk_claim) or ""))
    roles = None
    if settings.roles:
        said = claims.get(settings.role_claim) or []
        held = {str(one) for one in (said if isinstance(said, list) else [said])}
        roles = frozenset(ours for theirs, ours in settings.roles if theirs in held)
    return ProviderPerson(
        issuer=settings.issuer,
        subject=str(claims["sub"]),
        name=name[:100],
        address=str(claims.get("email") or "").casefold()[:200],
        kvk=None if wrong else kvk,
        roles=roles,
    )


def _failed(request: Request, step: str, error: Exception) -> Response:
    """The log names the step and the kind of mistake, never what was in the answer."""
    kind = error.error if isinstance(error, JoseError) else type(error).__name__
    _log.warning("sign-in through the provider failed at %s: %s", step, kind)
    return _page(request, message("oidc.failed"), 502 if step == "start" else 403)


def _page(request: Request, wrong: Message, status: int) -> Response:
    texts = texts_of(request)
    again = plain.link_button(texts("sign_in.sign_in_again"), "/aanmelden")
    say = plain.good if wrong.key == "oidc.waits" else plain.alert
    return plain.page(request, texts, texts("oidc.title"), say(texts.of(wrong)), again, status=status)


ROUTES = [Route(START, start, methods=["GET"]), Route(BACK, come_back, methods=["GET"])]
