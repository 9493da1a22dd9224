"""Signing in by an identity provider: OpenID Connect, authorization code with PKCE (S256) and nonce, by Authlib.

What has to be kept between leaving and coming back lies in the store for some minutes, found by a cookie of its own.
"""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from http import HTTPStatus
from typing import Any, Final

import structlog
from authlib.integrations.base_client import OAuthError
from authlib.integrations.starlette_client import OAuth
from httpx2 import HTTPError
from joserfc.errors import JoseError
from starlette.responses import RedirectResponse, Response

from frontdesk.errors import ConfigError
from frontdesk_server.access import begin_session
from frontdesk_server.access.federation import claims_of, join
from frontdesk_server.access.keys import digest, new_key
from frontdesk_server.access.provider import Provider, provider_of
from frontdesk_server.console.screens import SIGN_IN
from frontdesk_server.console.security import cookie_name, plain_cookie
from frontdesk_server.console.signin.entering import arrived, local, refused, visitor
from frontdesk_server.console.visit import Visit

START: Final = f"{SIGN_IN}/openid"
BACK: Final = f"{START}/back"
COOKIE: Final = "frontdesk-openid"
KEPT: Final = timedelta(minutes=10)
_NAMESPACE: Final = "console.openid"
_TIMEOUT: Final = 10.0
_SYMMETRIC: Final = ("none", "HS256", "HS384", "HS512")
"""Signatures that anybody who knows the client's secret, or nothing at all, can make."""

_log = structlog.get_logger("frontdesk.console")


async def start(visit: Visit) -> Response:
    """To the provider."""
    provider = provider_of(visit.desk.settings)
    if provider is None:
        return visit.redirect(SIGN_IN)
    session: dict[str, Any] = {}
    visit.request.scope["session"] = session
    try:
        answer: RedirectResponse = await _client(provider).authorize_redirect(visit.request, _back(visit))
    except (HTTPError, OAuthError, RuntimeError, ValueError, KeyError) as error:
        return await _failed(visit, error)
    key = new_key()
    kept = {"session": session, "next": local(visit.query("next"))}
    await visit.desk.store.expiring(_NAMESPACE).put(digest(key), kept, KEPT)
    secure = not plain_cookie(visit.request)
    answer.set_cookie(
        COOKIE, key, max_age=int(KEPT.total_seconds()), path=START, httponly=True, samesite="lax", secure=secure
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


async def back(visit: Visit) -> Response:
    """From the provider, with a code, or with its no."""
    provider = provider_of(visit.desk.settings)
    if provider is None:
        return visit.redirect(SIGN_IN)
    kept = await _taken(visit)
    visit.request.scope["session"] = kept.get("session", {})
    try:
        said = await _said(visit, provider)
        person = await join(visit.desk.store, provider, claims_of(provider, said))
    except ConfigError as error:
        return await refused(visit, error)
    except (HTTPError, OAuthError, JoseError, RuntimeError, ValueError, KeyError) as error:
        return await _failed(visit, error)
    agent, address = visitor(visit)
    before = visit.request.cookies.get(cookie_name(visit.request))
    key = await begin_session(visit.desk.store, person, agent=agent, address=address, instead_of=before)
    answer = await arrived(visit, key, local(str(kept.get("next", ""))))
    answer.delete_cookie(COOKIE, path=START)
    return answer


async def _taken(visit: Visit) -> dict[str, Any]:
    """What was kept when this browser left: good for one return."""
    key, kept = visit.request.cookies.get(COOKIE, ""), visit.desk.store.expiring(_NAMESPACE)
    found = await kept.get(digest(key)) if key else None
    if found is not None:
        await kept.delete(digest(key))
    return dict(found or {})


async def _said(visit: Visit, provider: Provider) -> dict[str, Any]:
    """The claims of the ID token, checked; those of the userinfo endpoint too, where groups or address are missing."""
    client = _client(provider)
    metadata = await client.load_server_metadata()
    if str(metadata.get("issuer", "")).rstrip("/") != provider.issuer:
        raise ValueError(f"the provider calls itself {metadata.get('issuer')!r}")
    offered = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
    metadata["id_token_signing_alg_values_supported"] = [each for each in offered if each not in _SYMMETRIC]
    options = {
        "iss": {"essential": True, "value": metadata["issuer"]},
        "aud": {"essential": True, "value": provider.client_id},
    }
    token = await client.authorize_access_token(visit.request, claims_options=options)
    said = token.get("userinfo")
    if said is None:
        raise ValueError("the provider sent no ID token")
    if metadata.get("userinfo_endpoint") and not {provider.groups_claim, "email"} <= set(said):
        more = await client.userinfo(token=token)
        if more.get("sub") == said["sub"]:
            said = {**more, **said}
    return dict(said)


def _back(visit: Visit) -> str:
    return visit.desk.public_url + BACK


@lru_cache(maxsize=4)
def _client(provider: Provider) -> Any:
    """The client of a provider; what it has read of the provider stays with it."""
    return OAuth().register(
        "console",
        client_id=provider.client_id,
        client_secret=provider.client_secret,
        server_metadata_url=f"{provider.issuer}/.well-known/openid-configuration",
        client_kwargs={
            "scope": provider.scopes,
            "code_challenge_method": "S256",
            "timeout": _TIMEOUT,
            **({} if provider.client_secret else {"token_endpoint_auth_method": "none"}),
        },
    )


async def _failed(visit: Visit, error: Exception) -> Response:
    """Told in one sentence; what the provider or the check has said is in the log."""
    _log.warning("sign-in by the provider failed", reason=f"{type(error).__name__}: {error}")
    return await refused(visit, ConfigError.of("FD842"), status=HTTPStatus.BAD_GATEWAY)
