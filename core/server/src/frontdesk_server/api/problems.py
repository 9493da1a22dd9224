"""Refusals as RFC 9457 problem documents: a stable id, and the three parts in the caller's language."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final, Literal

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from frontdesk.diagnostics import Diagnostic, describe
from frontdesk.errors import ChannelError, FrontdeskError
from frontdesk_server.store import StoreUnavailable

MEDIA_TYPE: Final = "application/problem+json"
BUSY_SECONDS: Final = 2
"""How long a caller is asked to wait when the inbox is full."""


class Refused(FrontdeskError):  # noqa: N818 - a refusal is an answer, not a failure
    """A request that is answered with a problem; `status` is its HTTP status."""

    status: int = HTTPStatus.BAD_REQUEST

    @classmethod
    def because(cls, status: HTTPStatus, id: str, /, **params: object) -> Refused:  # noqa: A002
        """The refusal with one diagnostic."""
        refused = cls(Diagnostic(id=id, params=params))
        refused.status = status
        return refused


def language_of(accept: str) -> Literal["en", "fr"]:
    """The language that a caller asks for."""
    return "fr" if accept.strip().lower().startswith("fr") else "en"


def document(diagnostic: Diagnostic, status: int, language: Literal["en", "fr"] = "en") -> dict[str, object]:
    """The problem document: `type` and `id` are stable, `detail` is for people."""
    return {
        "type": f"urn:frontdesk:{diagnostic.id}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": describe(diagnostic, language),
        "id": diagnostic.id,
    }


def problem(
    diagnostic: Diagnostic, status: int, *, accept_language: str = "", headers: Mapping[str, str] | None = None
) -> Response:
    """The response of one refusal."""
    language = language_of(accept_language)
    body = json.dumps(document(diagnostic, status, language), ensure_ascii=False).encode()
    extra = {"Cache-Control": "no-store", "Content-Language": language} | dict(headers or {})
    return Response(body, status, extra, media_type=MEDIA_TYPE)


def refused(request: Request, error: Refused) -> Response:
    """The response to a request that raised `Refused`."""
    headers = {"WWW-Authenticate": "Bearer"} if error.status == HTTPStatus.UNAUTHORIZED else {}
    return problem(error.diagnostics[0], error.status, accept_language=_accepted(request), headers=headers)


def busy(request: Request, error: ChannelError) -> Response:
    """The response when nothing more can be taken in: nothing was stored, and trying again is right."""
    return problem(
        Diagnostic(id="FD728"),
        HTTPStatus.SERVICE_UNAVAILABLE,
        accept_language=_accepted(request),
        headers={"Retry-After": retry_after(error)},
    )


def unavailable(request: Request, error: StoreUnavailable) -> Response:
    """The response when the database does not do what is asked: nothing was kept, and trying again is right.

    Where its file is concerns nobody outside.
    """
    return problem(
        Diagnostic(id="FD750", params={"reason": error.diagnostics[0].params["reason"]}),
        HTTPStatus.SERVICE_UNAVAILABLE,
        accept_language=_accepted(request),
        headers={"Retry-After": str(BUSY_SECONDS)},
    )


def failed(request: Request, error: Exception) -> Response:  # noqa: ARG001 - it is logged by the server, never told
    """The response to what nobody foresaw; the log has the rest."""
    return problem(Diagnostic(id="FD742"), HTTPStatus.INTERNAL_SERVER_ERROR, accept_language=_accepted(request))


def turned_away(request: Request, error: HTTPException) -> Response:
    """The response to an address or a method that there is not."""
    found = Diagnostic(id="FD722")
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        allowed = (error.headers or {}).get("Allow", "-")
        found = Diagnostic(id="FD776", params={"method": request.method, "allowed": allowed})
    return problem(found, error.status_code, accept_language=_accepted(request), headers=error.headers)


def retry_after(error: ChannelError) -> str:
    """Whole seconds to wait, at least one."""
    return str(max(1, round(error.retry_after or BUSY_SECONDS)))


def _accepted(request: Request) -> str:
    return request.headers.get("accept-language", "")
