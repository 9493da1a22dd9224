"""What a platform team writes under `settings` of a source of kind `http_json`; a preset is settings too."""

from __future__ import annotations

import json
from collections.abc import Mapping
from difflib import get_close_matches
from importlib.resources import files
from typing import Annotated, Final, Literal, cast

from pydantic import BaseModel, ConfigDict, Field, HttpUrl, model_validator

from frontdesk import (
    Auth,
    Basic,
    Bearer,
    FieldName,
    HeaderKey,
    Mapped,
    Notation,
    OAuthClient,
    QueryKey,
    SecretRef,
)
from frontdesk_http_json.expressions import Expression
from frontdesk_http_json.paging import Paging

_MERGED: Final = ("fields", "constants", "query", "headers")
"""Settings of which a preset's and a project's entries stand side by side."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ByBearer(_Part):
    """`Authorization: Bearer ...`."""

    by: Literal["bearer"]
    token: SecretRef = Field(description="the token")

    def auth(self) -> Auth:
        return Bearer(self.token)


class ByBasic(_Part):
    """A user and a password."""

    by: Literal["basic"]
    user: str = Field(description="the user's name")
    password: SecretRef = Field(description="the password")

    def auth(self) -> Auth:
        return Basic(self.user, self.password)


class ByHeader(_Part):
    """A key in a header."""

    by: Literal["header"]
    name: str = Field(default="X-API-Key", pattern=r"^[A-Za-z0-9!#$%&'*+.^_`|~-]+$", description="the header's name")
    key: SecretRef = Field(description="the key")

    def auth(self) -> Auth:
        return HeaderKey(self.name, self.key)


class ByQuery(_Part):
    """A key in the address."""

    by: Literal["query"]
    name: str = Field(default="api_key", min_length=1, description="the parameter's name")
    key: SecretRef = Field(description="the key")

    def auth(self) -> Auth:
        return QueryKey(self.name, self.key)


class ByOAuth(_Part):
    """A token by client credentials (RFC 6749, 4.4)."""

    by: Literal["oauth"]
    token_url: HttpUrl = Field(description="where tokens are given")
    client_id: str = Field(min_length=1, description="the client's id")
    client_secret: SecretRef = Field(description="the client's secret")
    scopes: tuple[str, ...] = Field(default=(), description="what the token is to allow")
    in_body: bool = Field(default=False, description="id and secret go in the form instead of a Basic header")
    more: dict[str, str] = Field(default_factory=dict, description="further fields of the form (`audience`)")

    def auth(self) -> Auth:
        return OAuthClient(
            ref=self.client_secret,
            client_id=self.client_id,
            token_url=str(self.token_url),
            scopes=self.scopes,
            in_body=self.in_body,
            more=tuple(self.more.items()),
        )


AuthSettings = Annotated[ByBearer | ByBasic | ByHeader | ByQuery | ByOAuth, Field(discriminator="by")]


class Since(_Part):
    """How the API is asked for what has changed alone."""

    query: dict[str, str] = Field(
        default_factory=dict, description="parameters added then; `{since}` in them is the instant"
    )
    body: dict[str, str] = Field(default_factory=dict, description="the same, of a POST's body")
    format: str = Field(
        default="%Y-%m-%dT%H:%M:%SZ", min_length=1, description="of the instant, UTC: strftime, or `unix`, or `unix_ms`"
    )
    overlap: int = Field(default=300, ge=0, le=86_400, description="seconds before the last pass that are read again")


class HttpJsonSettings(_Part):
    """Which address is asked, how it pages, and which expression is which field."""

    preset: str | None = Field(default=None, description="settings that come with this adapter, to begin with")
    api_url: HttpUrl = Field(description="the address of the list, with any parameters that never change")
    method: Literal["GET", "POST"] = Field(default="GET", description="how it is asked")
    query: dict[str, str | int | float] = Field(default_factory=dict, description="parameters of the address")
    body: dict[str, object] | None = Field(default=None, description="the JSON of a POST")
    headers: dict[str, str] = Field(default_factory=dict, description="headers, none of them secret")
    auth: AuthSettings | None = Field(
        default=None, description="`by: bearer`, `basic`, `header`, `query` or `oauth`, with the names of its secrets"
    )
    paging: Paging | None = Field(
        default=None, description="`by: page`, `offset`, `cursor`, `link` or `next_url`; everything at once if unset"
    )
    items: Expression = Field(default="@", description="where the list stands in a reply")
    id: Expression = Field(default="id", description="of an item, the establishment's id")
    fields: Mapped[Expression | None] = Field(
        default_factory=dict, description="field of the record: expression; null = not read"
    )
    constants: dict[FieldName, str | bool | int | float | list[str]] = Field(
        default_factory=dict, description="fields with the same value in every item"
    )
    hours_format: Notation = Field(
        default="auto",
        description="how hours are written where one value holds a whole week: `text` (as people type), `frontdesk`, "
        "`google`, `partoo`, `schema_org`, `osm`, `yext` or `dila`; `auto` goes by what they look like",
    )
    gone: Expression | None = Field(default=None, description="of an item, whether it is deleted")
    since: Since | None = Field(default=None, description="how to ask for what has changed; everything if unset")
    per_minute: int | None = Field(default=None, ge=1, le=10_000, description="calls a minute that the API allows")
    largest: int = Field(default=10 * 1024 * 1024, ge=1024, le=256 * 1024 * 1024, description="bytes of a reply")
    timeout: float = Field(default=30.0, gt=0, le=300, description="seconds for one whole exchange")

    @model_validator(mode="before")
    @classmethod
    def _with_preset(cls, given: object) -> object:
        name = given.get("preset") if isinstance(given, Mapping) else None
        if not isinstance(given, Mapping) or not isinstance(name, str):
            return given
        begun = preset(name)
        merged = {key: _both(begun.get(key), given.get(key)) for key in _MERGED if key in begun or key in given}
        return {**begun, **given, **merged}

    @model_validator(mode="after")
    def _fits_together(self) -> HttpJsonSettings:
        if self.method == "GET" and (self.body is not None or (self.since is not None and self.since.body)):
            raise ValueError("a GET has no `body`: write `method: POST`")
        return self


def _both(begun: object, given: object) -> object:
    """A project's entries over those of a preset."""
    return {**begun, **given} if isinstance(begun, Mapping) and isinstance(given, Mapping) else given or begun


def presets() -> list[str]:
    """The names of the presets that come with this adapter."""
    found = (item.name for item in files("frontdesk_http_json").joinpath("presets").iterdir())
    return sorted(name.removesuffix(".json") for name in found if name.endswith(".json"))


def preset(name: str) -> dict[str, object]:
    """The settings of a preset, whose `about` says what it is for."""
    known = presets()
    if name not in known:
        near = get_close_matches(name, known, n=1, cutoff=0.0)
        raise ValueError(f"no preset {name!r}: did you mean {near[0]!r}? there are {', '.join(known)}")
    text = files("frontdesk_http_json").joinpath("presets", f"{name}.json").read_text(encoding="utf-8")
    return cast("dict[str, object]", json.loads(text)["settings"])
