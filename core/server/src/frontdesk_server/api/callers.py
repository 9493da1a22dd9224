"""Who calls the REST interface: the server's own token, or somebody's personal one; and what each may do."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import Depends, Request

from frontdesk_server.access.tokens import PREFIX, Bearer, bearer_of
from frontdesk_server.api.problems import Refused
from frontdesk_server.rights import EVERYTHING, Role
from frontdesk_server.store.api_tokens import TokenScope
from frontdesk_server.store.audit import Actor

SERVER_TOKEN: Final = Bearer(
    actor=Actor(name="api"), role=Role.ADMINISTRATOR, scope=EVERYTHING, scopes=frozenset(TokenScope)
)
"""Whoever knows FRONTDESK_API_TOKEN: an administrator of everything."""


async def caller(request: Request) -> Bearer:
    """Who sent this request. Refuses those who send no token that is good, and tells where there can be none."""
    sent, token = _sent(request), request.app.state.token
    if token is not None and secrets.compare_digest(sent.encode(), token.encode()):
        return SERVER_TOKEN
    found = await bearer_of(request.app.state.store, sent) if sent.startswith(PREFIX) else None
    if found is not None:
        return found
    if token is None and not sent.startswith(PREFIX):
        raise Refused.because(HTTPStatus.FORBIDDEN, "FD720")
    raise Refused.because(HTTPStatus.UNAUTHORIZED, "FD721")


def needs(scope: TokenScope) -> Callable[[Bearer], Awaitable[Bearer]]:
    """A dependency that only lets in who may do this."""

    async def allowed(bearer: Annotated[Bearer, Depends(caller)]) -> Bearer:
        if not bearer.may(scope):
            raise Refused.because(HTTPStatus.FORBIDDEN, "FD839", scope=scope.value, role=scope.role.value)
        return bearer

    return allowed


Reader = Annotated[Bearer, Depends(needs(TokenScope.READ))]
Writer = Annotated[Bearer, Depends(needs(TokenScope.WRITE))]
Publisher = Annotated[Bearer, Depends(needs(TokenScope.PUBLISH))]
Administrator = Annotated[Bearer, Depends(needs(TokenScope.ADMIN))]
"""Every route says which of these it takes, and sees `bearer.scope` and nothing else."""


def _sent(request: Request) -> str:
    """The token of a request; empty where there is none."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""
