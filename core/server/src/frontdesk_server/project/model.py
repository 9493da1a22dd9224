"""The form of `frontdesk.yaml`: untrusted text is checked here, and nowhere else."""

from __future__ import annotations

from datetime import timedelta
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

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


class SourceDocument(BaseModel):
    """Where establishments come from; every key besides `kind` is the source's own."""

    model_config = ConfigDict(extra="allow", frozen=True)

    kind: str = Field(description="the kind of source: `frontdesk plugins` lists those that are installed")

    @property
    def settings(self) -> dict[str, object]:
        """The source's own keys."""
        return dict(self.model_extra or {})


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
    database: str | None = Field(default=None, description="as FRONTDESK_DATABASE_URL, but without a password")
    log_level: LogLevel | None = Field(default=None, description="as FRONTDESK_LOG_LEVEL")
    policy: PolicyDocument = Field(default=PolicyDocument(), description="what holds for the whole project")
    accounts: tuple[AccountDocument, ...] = Field(default=(), description="the chat platforms")
    sources: tuple[SourceDocument, ...] = Field(default=(), description="where establishments come from")
