"""Refusals as RFC 9457 problem documents: the stable id of the diagnostic, and its text in the caller's language."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from math import ceil

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse

from frontdesk import ChannelError, Diagnostic, FrontdeskError, WebhookRejected, describe

_BUSY_SECONDS = 2.0
"""How long a visitor waits when the inbox is full and the host gives no hint."""


class TooMany(WebhookRejected):
    """A bucket is empty; `seconds` is how long it takes to hold a token again."""

    def __init__(self, *diagnostics: Diagnostic, seconds: float = 1.0) -> None:
        super().__init__(*diagnostics)
        self.status = 429
        self.seconds = seconds

    @classmethod
    def wait(cls, seconds: float) -> TooMany:
        """The refusal that asks to wait."""
        return cls(Diagnostic(id="FD528", params={"seconds": ceil(seconds)}), seconds=seconds)


def refusal(request: Request, rejection: WebhookRejected) -> JSONResponse:
    """The problem document of a rejected request."""
    headers: dict[str, str] = {}
    if isinstance(rejection, TooMany):
        headers["Retry-After"] = str(ceil(rejection.seconds))
    if rejection.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    return problem(request, rejection.diagnostics[0], rejection.status, headers)


def busy(request: Request, error: FrontdeskError) -> JSONResponse:
    """The problem document of a host that takes or gives nothing at the moment."""
    hint = error.retry_after if isinstance(error, ChannelError) else None
    seconds = ceil(hint or _BUSY_SECONDS)
    return problem(request, Diagnostic(id="FD537", params={"seconds": seconds}), 503, {"Retry-After": str(seconds)})


def unroutable(request: Request, error: Exception, address: str) -> JSONResponse:
    """The problem document of an address or a method that there is not."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = (error.headers if isinstance(error, HTTPException) else None) or {}
    asked = Diagnostic(id="FD531", params={"method": request.method, "address": address[:200]})
    return problem(request, asked, status, headers)


def problem(request: Request, diagnostic: Diagnostic, status: int, headers: Mapping[str, str]) -> JSONResponse:
    """A problem document: `id` and `type` are stable, `detail` is for people."""
    french = request.headers.get("accept-language", "").strip().lower().startswith("fr")
    document = {
        "type": f"urn:frontdesk:{diagnostic.id}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": describe(diagnostic, "fr" if french else "en"),
        "id": diagnostic.id,
    }
    no_store = {"Cache-Control": "no-store", "Content-Language": "fr" if french else "en"}
    return JSONResponse(document, status, no_store | dict(headers), media_type="application/problem+json")
