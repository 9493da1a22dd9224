"""The values of Frontdesk: frozen, plain, and free of behaviour that would need the outside world."""

from __future__ import annotations

from frontdesk.model.account import (
    Account,
    Capabilities,
    Carrier,
    CarrierStyle,
    Limit,
    Rate,
    Route,
    Segments,
    Settlement,
    Unit,
    Unsettled,
)
from frontdesk.model.contact import Contact
from frontdesk.model.conversation import ConversationState, conversation_id
from frontdesk.model.decision import Arm, Cancel, Decision, Fact, TraceLine
from frontdesk.model.draft import Draft, Kind, Suggestion
from frontdesk.model.establishment import Address, Coordinates, Establishment, Placed
from frontdesk.model.event import (
    ConversationClosed,
    ConversationOpened,
    DeliveryStatus,
    DeliveryUpdated,
    Event,
    HandedBack,
    MessageReceived,
    OperatorReplied,
    StarterTapped,
    TimerFired,
    Unknown,
)
from frontdesk.model.handover import Handover
from frontdesk.model.message import Loss, Message
from frontdesk.model.situation import Situation, Toggles

__all__ = [
    "Account",
    "Address",
    "Arm",
    "Cancel",
    "Capabilities",
    "Carrier",
    "CarrierStyle",
    "Contact",
    "ConversationClosed",
    "ConversationOpened",
    "ConversationState",
    "Coordinates",
    "Decision",
    "DeliveryStatus",
    "DeliveryUpdated",
    "Draft",
    "Establishment",
    "Event",
    "Fact",
    "HandedBack",
    "Handover",
    "Kind",
    "Limit",
    "Loss",
    "Message",
    "MessageReceived",
    "OperatorReplied",
    "Placed",
    "Rate",
    "Route",
    "Segments",
    "Settlement",
    "Situation",
    "StarterTapped",
    "Suggestion",
    "TimerFired",
    "Toggles",
    "TraceLine",
    "Unit",
    "Unknown",
    "Unsettled",
    "conversation_id",
]
