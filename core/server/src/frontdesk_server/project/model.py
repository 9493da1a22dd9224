"""The form of `frontdesk.yaml`: untrusted text is checked here, and nowhere else."""

from __future__ import annotations

from datetime import timedelta
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from frontdesk.record import Text
from frontdesk.rules.period import Duration
from frontdesk_server.settings import LogLevel, Network, PublicUrl

ID: Final = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"
"""What an account or a source may be called."""


class Strict(BaseModel):
    """What every part of the file has in common: keys that nobody knows are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class RouteDocument(Strict):
    """How the account's events find their establishment: `fixed`, else an `attribute` of the event, else `default`."""

    fixed: str | None = Field(default=None, description="always this establishment")
    attribute: str | None = Field(
        default=None, description="the attribute of the event that names it: the widget's `establishment`, a `placeId`"
    )
    default: str | None = Field(default=None, description="where nothing else names one")


class ForwardDocument(Strict):
    """Where what is said goes as well: to a team that answers elsewhere."""

    url: str = Field(
        pattern=r"^https?://[^\s/]+(/\S*)?$", max_length=2000, description="the address that is called for each message"
    )
    secret: str = Field(description="a reference to the key that calls are signed with: `env:NAME` or `store:NAME`")


class HandoverDocument(ForwardDocument):
    """Where a team is told what rules hand over to it, or label: by the plugin `frontdesk-handover`."""

    url: str = Field(
        pattern=r"^https?://[^\s/]+(/\S*)?$",
        max_length=2000,
        description="the address that is called for each handover",
    )


class AccountDocument(Strict):
    """One account of a channel; `settings` are the channel's own."""

    id: str = Field(pattern=ID, description="stands in addresses, like `/webhooks/ID`")
    channel: str = Field(description="the kind of channel: `frontdesk plugins` lists those that are installed")
    route: RouteDocument = Field(default=RouteDocument(), description="how its events find their establishment")
    private_addresses: bool = Field(default=False, description="its calls may go to addresses of the local network")
    forward: ForwardDocument | None = Field(default=None, description="where what is said goes as well")
    handover: HandoverDocument | None = Field(
        default=None, description="where a team is told what is handed over to it"
    )
    settings: dict[str, object] = Field(default_factory=dict, description="the channel's own")


Fact = Literal[
    "name", "brand", "code", "address", "phone", "email", "website", "booking_url", "map_url", "directions_url",
    "review_url", "expected_reply", "locale", "timezone", "groups", "opening_hours", "chat_hours", "hours",
    "coordinates", "custom", "excluded_contacts", "active",
]  # fmt: skip
"""What a source can tell of an establishment: the fields of a record but its id."""


class SourceDocument(BaseModel):
    """Where establishments come from. Keys besides these are the source's own.

    The order of the sources counts: where several tell of one establishment, each field is taken from the first that
    tells it.
    """

    model_config = ConfigDict(extra="allow", frozen=True)

    kind: str = Field(description="the kind of source: `frontdesk plugins` lists those that are installed")
    name: str | None = Field(
        default=None,
        pattern=ID,
        description="what it is called, and what its records are kept under: its kind if unset, with its position "
        "behind where it is not the first source",
    )
    match: Literal["id", "code"] | None = Field(
        default=None,
        description="how its rows are recognised as establishments that an earlier source tells of: by the same `id`, "
        "or by the same store `code`; unset = by `ids` alone",
    )
    ids: dict[Text, Text] = Field(
        default_factory=dict, description="which establishment a row is, by the row's id: it counts more than `match`"
    )
    only: tuple[Fact, ...] = Field(
        default=(), description="the fields that it may tell, like `[phone, opening_hours]`; all if unset"
    )
    creates: bool | None = Field(
        default=None,
        description="whether a row that is no known establishment becomes one; no if unset and `only` has no `name`",
    )
    every: Duration | None = Field(
        default=None,
        description="how often it is read; if unset whenever a file changes, and every 15m what does not show that",
    )
    full_every: Duration = Field(
        default=timedelta(hours=24),
        description="how often everything is read, where in between only what has changed can be",
    )
    stale_after: Duration | None = Field(
        default=None,
        description="for how long it may fail before its establishments are shown as out of date; at once if unset",
    )
    most_retired: float = Field(
        default=0.5,
        ge=0,
        le=1,
        description="the share of its establishments that may be gone at once; more is held back until it is confirmed",
    )
    private_addresses: bool = Field(
        default=False,
        description="its calls may go to those addresses of the local network that `allowed_networks` opens",
    )

    @property
    def settings(self) -> dict[str, object]:
        """The source's own keys."""
        return dict(self.model_extra or {})

    @property
    def creating(self) -> bool:
        """Whether a row that is no known establishment becomes one."""
        return self.creates if self.creates is not None else not self.only or "name" in self.only


class PolicyDocument(Strict):
    """What holds for the whole project."""

    max_event_age: Duration = Field(
        default=timedelta(minutes=10),
        description="what reaches us later than this after it happened is recorded, and not answered",
    )


class ProjectDocument(Strict):
    """The whole file."""

    frontdesk: Literal[1] = Field(description="the version of this file's form: 1")
    name: str = Field(min_length=1, max_length=200, description="the organisation's name")
    public_url: PublicUrl | None = Field(default=None, description="as FRONTDESK_PUBLIC_URL")
    trusted_proxies: tuple[Network, ...] = Field(default=(), description="as FRONTDESK_TRUSTED_PROXIES, as a list")
    allowed_networks: tuple[Network, ...] = Field(default=(), description="as FRONTDESK_ALLOWED_NETWORKS, as a list")
    database: str | None = Field(default=None, description="as FRONTDESK_DATABASE_URL, but without a password")
    log_level: LogLevel | None = Field(default=None, description="as FRONTDESK_LOG_LEVEL")
    policy: PolicyDocument = Field(default=PolicyDocument(), description="what holds for the whole project")
    accounts: tuple[AccountDocument, ...] = Field(default=(), description="the chat platforms")
    sources: tuple[SourceDocument, ...] = Field(default=(), description="where establishments come from")
