"""The console's door: what changes something comes from its own pages; the session's cookie has a safe name."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
COOKIE: Final = "frontdesk"


def from_here(request: Request, public_url: str | None) -> bool:
    """Whether a request may change something: sent by a page of this origin, as the browser itself says.

    Fetch Metadata decides where there is any; else `Origin` must be ours. Cookies go nowhere without a browser, so
    that a caller who sends neither has no session to misuse, and is refused all the same.
    """
    if request.method in SAFE:
        return True
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is not None and origin.rstrip("/") in _own(request, public_url)


def _own(request: Request, public_url: str | None) -> set[str]:
    here = f"{request.url.scheme}://{request.url.netloc}"
    parts = (public_url or here).split("/")
    return {here, "/".join(parts[:3])}


def plain_cookie(request: Request) -> bool:
    """Whether this is http on the machine itself, where browsers keep no `Secure` cookie in every version."""
    return request.url.scheme == "http" and (request.url.hostname or "") in LOOPBACK


def cookie_name(request: Request) -> str:
    """`frontdesk` on the machine itself, `__Host-frontdesk` everywhere else."""
    return COOKIE if plain_cookie(request) else f"__Host-{COOKIE}"
