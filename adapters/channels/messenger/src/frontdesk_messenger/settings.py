"""The settings of a Messenger and of an Instagram account, and what an account with them can carry."""

from __future__ import annotations

import re
from abc import abstractmethod
from datetime import timedelta
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, HttpUrl, model_validator

from frontdesk import Capabilities, Carrier, CarrierStyle, Limit, Rate, SecretRef, Settlement, Unit

FACEBOOK = "https://graph.facebook.com"
INSTAGRAM = "https://graph.instagram.com"
_DIGITS = re.compile(r"[0-9]{1,40}")
_VERSION = re.compile(r"v[0-9]{1,3}\.[0-9]{1,2}")

WINDOW = timedelta(hours=24)
"""https://developers.facebook.com/documentation/business-messaging/messenger-platform/policy: 24 hours from the
contact's last message. `HUMAN_AGENT` (7 days) is for humans alone, so never for us."""
RATE = Rate(per_second=300, burst=300)
"""https://developers.facebook.com/documentation/business-messaging/messenger-platform/overview/rate-limiting: 300 calls
a second for a page or an Instagram account. For a single thread it says "may be limited", and no number."""
QUICK_REPLIES = Carrier(style=CarrierStyle.BUTTONS, count=13, title=Limit(most=20), vanishes=True)
"""https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages/quick-replies"""
ICE_BREAKERS = Carrier(style=CarrierStyle.BUTTONS, count=4, title=Limit(most=80))
""".../reference/messenger-profile-api/ice-breakers: 4 questions for each locale. It says nothing of their length: 80 is
what integrations keep to, unconfirmed."""
GREETING = Limit(most=160)
""".../reference/messenger-profile-api/greeting"""


def _digits(value: str) -> str:
    if not _DIGITS.fullmatch(value):
        raise ValueError(
            f"{value!r} is no id: it has digits only; copy it from the app's dashboard, not from an address"
        )
    return value


def _version(value: str) -> str:
    if not _VERSION.fullmatch(value):
        raise ValueError(f"{value!r} is no version of the Graph API: write it like 'v25.0'")
    return value


def _text(value: object) -> object:
    """Ids are often written without quotes in YAML."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Id = Annotated[str, BeforeValidator(_text), AfterValidator(_digits)]
Version = Annotated[str, AfterValidator(_version)]


class GraphSettings(BaseModel):
    """What both kinds need."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    app_id: Id = Field(description="the id of your Meta app: echoes that carry another one were not sent by Frontdesk")
    app_secret: SecretRef = Field(description="the app's secret: it signs what comes in")
    verify_token: SecretRef = Field(
        description="a word that you think of, and also type into the app's webhook settings"
    )
    access_token: SecretRef = Field(description="the access token of the page or the account, which sends")
    graph_version: Version = Field(default="v25.0", description="the version of the Graph API that is called")
    timeout: float = Field(default=10.0, gt=0, le=60, description="seconds, for one whole exchange")

    @property
    @abstractmethod
    def own_id(self) -> str:
        """What the platform calls the account in its webhooks."""

    @property
    @abstractmethod
    def keys_return(self) -> bool:
        """Whether echoes bring our metadata back."""

    @abstractmethod
    def url(self, edge: str, *, node: str | None = None) -> str:
        """The address of one of the account's edges."""

    @abstractmethod
    def capabilities(self) -> Capabilities:
        """What an account with these settings can carry."""


class MessengerSettings(GraphSettings):
    """What a platform team writes under `settings` of an account of kind `messenger`."""

    page_id: Id = Field(description="the id of the Facebook Page")
    echoes: bool = Field(
        default=True,
        description="message_echoes is subscribed: echoes settle what was lost on the way, and show humans' answers",
    )
    get_started: bool = Field(
        default=True, description="show the Get Started button, whose tap opens the conversation before a word is said"
    )
    native_greeting: bool = Field(
        default=False, description="write the welcome as the greeting of the welcome screen, and take it away again"
    )
    api_url: HttpUrl = Field(default=HttpUrl(FACEBOOK), description="where the Graph API is")

    @property
    def own_id(self) -> str:
        """The page."""
        return self.page_id

    @property
    def keys_return(self) -> bool:
        """As documented for echoes of Messenger."""
        return self.echoes

    def url(self, edge: str, *, node: str | None = None) -> str:
        """Below the page: the token of another page is refused there."""
        return _address(str(self.api_url), self.graph_version, node or self.page_id, edge)

    def capabilities(self) -> Capabilities:
        """2000 characters: .../reference/send-api."""
        return Capabilities(
            text=Limit(most=2000),
            carriers=(QUICK_REPLIES,),
            start_signal=self.get_started,
            native_starters=ICE_BREAKERS,
            native_greeting=GREETING if self.native_greeting else None,
            native_locales=True,
            settled_by=Settlement.ECHO if self.echoes else Settlement.NONE,
            account_rate=RATE,
            window=WINDOW,
        )


class InstagramSettings(GraphSettings):
    """What a platform team writes under `settings` of an account of kind `instagram`."""

    instagram_id: Id = Field(description="the id of the Instagram professional account, as webhooks give it")
    login: Literal["page", "instagram"] = Field(
        default="page", description="how access was given: by the linked Facebook Page, or by Instagram Login"
    )
    page_id: Id | None = Field(default=None, description="the id of the linked Facebook Page, with login: page")
    echoes: bool = Field(
        default=False,
        description="echoes bring our metadata back and settle what was lost: documented for Messenger only",
    )
    api_url: HttpUrl | None = Field(default=None, description="where the Graph API is; unset = as login says")

    @model_validator(mode="after")
    def _page_where_needed(self) -> Self:
        if self.login == "page" and self.page_id is None:
            raise ValueError("login: page needs page_id; an account of Instagram Login says login: instagram")
        return self

    @property
    def own_id(self) -> str:
        """The Instagram account, whichever way access was given."""
        return self.instagram_id

    @property
    def keys_return(self) -> bool:
        """Only where the platform team has seen it."""
        return self.echoes

    def url(self, edge: str, *, node: str | None = None) -> str:
        """Below the linked page, or below the account itself."""
        root, own = (FACEBOOK, self.page_id) if self.login == "page" else (INSTAGRAM, self.instagram_id)
        return _address(str(self.api_url or root), self.graph_version, node or str(own), edge)

    def capabilities(self) -> Capabilities:
        """1000 bytes: https://developers.facebook.com/documentation/business-messaging/instagram-messaging/features/send-message."""
        return Capabilities(
            text=Limit(most=1000, unit=Unit.BYTES),
            carriers=(QUICK_REPLIES,),
            native_starters=ICE_BREAKERS,
            native_locales=True,
            settled_by=Settlement.ECHO if self.echoes else Settlement.NONE,
            account_rate=RATE,
            window=WINDOW,
        )


def _address(root: str, version: str, node: str, edge: str) -> str:
    return f"{root.rstrip('/')}/{version}/{node}/{edge}"
