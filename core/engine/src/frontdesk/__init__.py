"""Frontdesk answers first: the public face of the engine, with no networking code at all.

Everything a plugin, an adapter or an embedding program needs is named here and loaded when it is first used, so that
importing this package costs next to nothing. Hours have a public face of their own: `frontdesk.hours`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from frontdesk._homes import HOMES

if TYPE_CHECKING:
    from frontdesk.calls import (
        Auth,
        Basic,
        Bearer,
        GoogleServiceAccount,
        HeaderKey,
        HmacSignature,
        HttpCall,
        HttpReply,
        OAuthClient,
        PathKey,
        QueryKey,
        SecretRef,
        WebhookRequest,
        WebhookResponse,
        secret_refs,
    )
    from frontdesk.channel import (
        Channel,
        Difference,
        ForeignAutomation,
        Outcome,
        Profile,
        ProfilePlan,
        ProfileTexts,
        Publish,
        Receipt,
        Retired,
    )
    from frontdesk.desk import Asking, Command, Desk, ExpiringStore, Offer, Routes, StreamEntry
    from frontdesk.diagnostics import Diagnostic, Entry, describe, describe_all
    from frontdesk.engine import Simulation, decide, fit, fit_profile
    from frontdesk.errors import ChannelError, ConfigError, FrontdeskError, PluginError, WebhookRejected
    from frontdesk.facts import Facts
    from frontdesk.filling import Notation, fill_record
    from frontdesk.hookspecs import hookimpl
    from frontdesk.host import Host
    from frontdesk.intake import (
        EventBase,
        check_secret,
        check_signature,
        happened_at,
        object_at,
        read_object,
        reply_detail,
        retry_after,
        starter_of,
        starter_payload,
        text_at,
        unknown,
    )
    from frontdesk.mapped import FieldName, Mapped
    from frontdesk.mapping import FieldPath, field_path, nearest_field
    from frontdesk.matching import fold
    from frontdesk.model import (
        Account,
        Address,
        Arm,
        Cancel,
        Capabilities,
        Carrier,
        CarrierStyle,
        Contact,
        ConversationClosed,
        ConversationOpened,
        ConversationState,
        Coordinates,
        Decision,
        DeliveryStatus,
        DeliveryUpdated,
        Draft,
        Establishment,
        Event,
        Fact,
        HandedBack,
        Handover,
        Kind,
        Limit,
        Loss,
        Message,
        MessageReceived,
        OperatorReplied,
        Rate,
        Route,
        Segments,
        Settlement,
        Situation,
        StarterTapped,
        Suggestion,
        TimerFired,
        Toggles,
        TraceLine,
        Unit,
        Unknown,
        Unsettled,
        conversation_id,
    )
    from frontdesk.record import AddressRecord, CoordinatesRecord, EstablishmentRecord, establishment_from
    from frontdesk.replies import content_digest, odd_reply, reply_document, reply_object
    from frontdesk.rows import row_of
    from frontdesk.rules import Rulebook, Vocabulary, compile_rulebook, load_documents
    from frontdesk.source import Fetch, HttpSource, LocalSource, Pace, Page, Row
    from frontdesk.templating import Tag, TagContext, Wording
    from frontdesk.vocabulary import (
        HOLDS,
        Action,
        Condition,
        HandOver,
        Label,
        OfferStarters,
        Say,
        Starter,
        Trigger,
        Verdict,
        fails,
    )

__all__ = [
    "HOLDS",
    "Account",
    "Action",
    "Address",
    "AddressRecord",
    "Arm",
    "Asking",
    "Auth",
    "Basic",
    "Bearer",
    "Cancel",
    "Capabilities",
    "Carrier",
    "CarrierStyle",
    "Channel",
    "ChannelError",
    "Command",
    "Condition",
    "ConfigError",
    "Contact",
    "ConversationClosed",
    "ConversationOpened",
    "ConversationState",
    "Coordinates",
    "CoordinatesRecord",
    "Decision",
    "DeliveryStatus",
    "DeliveryUpdated",
    "Desk",
    "Diagnostic",
    "Difference",
    "Draft",
    "Entry",
    "Establishment",
    "EstablishmentRecord",
    "Event",
    "EventBase",
    "ExpiringStore",
    "Fact",
    "Facts",
    "Fetch",
    "FieldName",
    "FieldPath",
    "ForeignAutomation",
    "FrontdeskError",
    "GoogleServiceAccount",
    "HandOver",
    "HandedBack",
    "Handover",
    "HeaderKey",
    "HmacSignature",
    "Host",
    "HttpCall",
    "HttpReply",
    "HttpSource",
    "Kind",
    "Label",
    "Limit",
    "LocalSource",
    "Loss",
    "Mapped",
    "Message",
    "MessageReceived",
    "Notation",
    "OAuthClient",
    "Offer",
    "OfferStarters",
    "OperatorReplied",
    "Outcome",
    "Pace",
    "Page",
    "PathKey",
    "PluginError",
    "Profile",
    "ProfilePlan",
    "ProfileTexts",
    "Publish",
    "QueryKey",
    "Rate",
    "Receipt",
    "Retired",
    "Route",
    "Routes",
    "Row",
    "Rulebook",
    "Say",
    "SecretRef",
    "Segments",
    "Settlement",
    "Simulation",
    "Situation",
    "Starter",
    "StarterTapped",
    "StreamEntry",
    "Suggestion",
    "Tag",
    "TagContext",
    "TimerFired",
    "Toggles",
    "TraceLine",
    "Trigger",
    "Unit",
    "Unknown",
    "Unsettled",
    "Verdict",
    "Vocabulary",
    "WebhookRejected",
    "WebhookRequest",
    "WebhookResponse",
    "Wording",
    "check_secret",
    "check_signature",
    "compile_rulebook",
    "content_digest",
    "conversation_id",
    "decide",
    "describe",
    "describe_all",
    "establishment_from",
    "fails",
    "field_path",
    "fill_record",
    "fit",
    "fit_profile",
    "fold",
    "happened_at",
    "hookimpl",
    "load_documents",
    "nearest_field",
    "object_at",
    "odd_reply",
    "read_object",
    "reply_detail",
    "reply_document",
    "reply_object",
    "retry_after",
    "row_of",
    "secret_refs",
    "starter_of",
    "starter_payload",
    "text_at",
    "unknown",
]

_HOME = {name: module for module, names in HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    module = _HOME.get(name)
    if module is None:
        raise AttributeError(f"module 'frontdesk' has no attribute {name!r}")
    return getattr(import_module(f"frontdesk.{module}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
