"""Paging: the ways in which APIs hand out their lists page by page, as settings and as the next call."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final, Literal
from urllib.parse import urljoin, urlsplit, urlunsplit

from pydantic import BaseModel, ConfigDict, Field

from frontdesk import ConfigError, HttpReply
from frontdesk_http_json.expressions import Expression, ExpressionError, compiled

State = Mapping[str, object]
"""What the call of a page depends on: `{"page": 3}`, `{"cursor": "abc"}`, `{"url": "https://..."}`."""
_PARAMETER: Final = r"\s*;\s*([\w!#$&+.^`|~*-]+)\s*(?:=\s*(?:\"((?:[^\"\\]|\\.)*)\"|([^\s;,\"]*)))?"
_LINK: Final = re.compile(rf"<([^<>]*)>((?:{_PARAMETER.replace('(', '(?:').replace('(?:?:', '(?:')})*)")
_PARAMETERS: Final = re.compile(_PARAMETER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """A page that was read: where it stands, and what is in it."""

    state: State
    url: str
    body: object
    reply: HttpReply
    count: int
    """How many items it holds."""


class _Paging(BaseModel, ABC):
    """What all have in common."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def start(self) -> State:
        """The first page."""
        return {}

    @abstractmethod
    def params(self, state: State) -> dict[str, object]:
        """What the call of a page says of it, by parameter."""

    @abstractmethod
    def after(self, turned: Turned) -> State | None:
        """The page after this one; None = it was the last."""

    @property
    def named(self) -> str:
        """The parameter that moves on, for people."""
        return str(getattr(self, "param", ""))


class _Sized(_Paging):
    size: int = Field(default=100, ge=1, le=10_000, description="items asked for at once, at most")
    size_param: str | None = Field(default=None, description="the parameter that says so (`per_page`, `limit`)")
    total: Expression | None = Field(
        default=None, description="how many items there are in all; without it, an empty page is the end"
    )

    def params(self, state: State) -> dict[str, object]:  # noqa: ARG002 - what the others go by
        """The size of a page."""
        return {} if self.size_param is None else {self.size_param: self.size}

    def _goes_on(self, turned: Turned, *, more: bool | None) -> bool:
        """Whether there is another page; `more` is what the platform tells of that, None = nothing.

        Raises `ConfigError` (FD665) for an empty page where it tells of more: who is on the others would be retired.
        """
        if more and not turned.count:
            raise ConfigError.of("FD665", path=turned.url, problem=f"{self.named}: 0 items, and more to come")
        return turned.count > 0 if more is None else more


class ByPage(_Sized):
    """`?page=2`."""

    by: Literal["page"]
    param: str = Field(default="page", description="the parameter with the number of the page")
    first: int = Field(default=1, ge=0, le=1, description="the number of the first page")
    pages: Expression | None = Field(default=None, description="how many pages there are in all")

    def start(self) -> State:
        return {"page": self.first, "read": 0}

    def params(self, state: State) -> dict[str, object]:
        return super().params(state) | {self.param: state["page"]}

    def after(self, turned: Turned) -> State | None:
        page, read = _whole(turned.state["page"]), _whole(turned.state["read"]) + turned.count
        pages, total = _number(self.pages, turned.body), _number(self.total, turned.body)
        more = page - self.first + 1 < pages if pages is not None else None if total is None else read < total
        return {"page": page + 1, "read": read} if self._goes_on(turned, more=more) else None


class ByOffset(_Sized):
    """`?offset=100`."""

    by: Literal["offset"]
    param: str = Field(default="offset", description="the parameter with the number of items to pass over")

    def start(self) -> State:
        return {"offset": 0}

    def params(self, state: State) -> dict[str, object]:
        return super().params(state) | {self.param: state["offset"]}

    def after(self, turned: Turned) -> State | None:
        read, total = _whole(turned.state["offset"]) + turned.count, _number(self.total, turned.body)
        more = None if total is None else read < total
        return {"offset": read} if self._goes_on(turned, more=more) else None


class ByCursor(_Paging):
    """`?cursor=eyJ...`, as the page before gave it."""

    by: Literal["cursor"]
    param: str = Field(default="cursor", description="the parameter with the cursor")
    next: Expression = Field(description="where a page has the cursor of the next; null, false or empty at the last")
    size: int | None = Field(default=None, ge=1, le=10_000, description="items asked for at once, at most")
    size_param: str | None = Field(default=None, description="the parameter that says so")

    def params(self, state: State) -> dict[str, object]:
        size = {self.size_param: self.size} if self.size_param is not None and self.size is not None else {}
        return size | ({self.param: state["cursor"]} if "cursor" in state else {})

    def after(self, turned: Turned) -> State | None:
        cursor = _found(self.next, turned.body)
        return {"cursor": cursor} if isinstance(cursor, str | int) and cursor and cursor is not True else None


class _ByAddress(_Paging):
    size: int | None = Field(default=None, ge=1, le=10_000, description="items asked for at once, at most")
    size_param: str | None = Field(default=None, description="the parameter that says so")

    def params(self, state: State) -> dict[str, object]:
        asked = "url" not in state and self.size_param is not None and self.size is not None
        return {str(self.size_param): self.size} if asked else {}


class ByLink(_ByAddress):
    """The header `Link: <https://...>; rel="next"` (RFC 8288)."""

    by: Literal["link"]

    def after(self, turned: Turned) -> State | None:
        target = linked(turned.reply.headers.get("link", ""))
        return None if target is None else {"url": _beside(turned.url, target)}


class ByNextUrl(_ByAddress):
    """An address in the page itself."""

    by: Literal["next_url"]
    next: Expression = Field(description="where a page has the address of the next; null or empty at the last")

    def after(self, turned: Turned) -> State | None:
        target = _found(self.next, turned.body)
        return {"url": _beside(turned.url, target)} if isinstance(target, str) and target.strip() else None


Paging = Annotated[ByPage | ByOffset | ByCursor | ByLink | ByNextUrl, Field(discriminator="by")]


def linked(header: str) -> str | None:
    """The target of `rel="next"` in a `Link` header."""
    for target, parameters in _LINK.findall(header):
        told = {name.lower(): quoted or bare for name, quoted, bare in reversed(_PARAMETERS.findall(parameters))}
        if "next" in told.get("rel", "").lower().split():
            return str(target)
    return None


def _beside(url: str, target: str) -> str:
    """The whole address of a target, on the same server. Raises `ConfigError` (FD657) for one elsewhere.

    Behind a proxy many a platform links to itself by http: it is called as it was before.
    """
    here, there = urlsplit(url), urlsplit(urljoin(url, target.strip()))
    if there.hostname != here.hostname or (there.port != here.port and there.scheme == here.scheme):
        raise ConfigError.of("FD657", host=there.netloc or target[:60])
    return urlunsplit(there._replace(scheme=here.scheme, netloc=here.netloc, fragment=""))


def _found(expression: str, body: object) -> object:
    try:
        return compiled(expression)(body)
    except ExpressionError:
        return None


def _number(expression: str | None, body: object) -> int | None:
    found = None if expression is None else _found(expression, body)
    if isinstance(found, str) and found.strip().isdecimal():
        return int(found)
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0
