"""What the channels behind a Chatwoot inbox can carry: Chatwoot shortens nothing, so their limits are ours to keep."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Final

from frontdesk import Capabilities, Carrier, CarrierStyle, Limit, Rate, Unit

MOST_CHARACTERS: Final = 150_000
"""Of one message: `Message` in chatwoot/chatwoot, `app/models/message.rb`."""
MOST_ITEMS: Final = 50
"""Of one `input_select`. Chatwoot counts none; nobody reads more."""
_REQUESTS: Final = Rate(per_second=50, burst=50)
"""3000 requests a minute from one address, unless the installation says otherwise (`RACK_ATTACK_LIMIT`)."""
_DAY: Final = timedelta(hours=24)


class Behind(StrEnum):
    """Which channel the inbox brings into Chatwoot."""

    WEB_WIDGET = "web_widget"
    API = "api"
    WHATSAPP = "whatsapp"
    TELEGRAM = "telegram"
    FACEBOOK = "facebook"
    INSTAGRAM = "instagram"
    LINE = "line"
    SMS = "sms"
    EMAIL = "email"


def _shown(text: int, carriers: tuple[Carrier, ...] = (), *, unit: Unit = Unit.CHARACTERS) -> Capabilities:
    return Capabilities(text=Limit(most=text, unit=unit), carriers=carriers, account_rate=_REQUESTS)


def _answered_within_a_day(text: int, carriers: tuple[Carrier, ...] = (), unit: Unit = Unit.CHARACTERS) -> Capabilities:
    limit = Limit(most=text, unit=unit)
    return Capabilities(text=limit, carriers=carriers, account_rate=_REQUESTS, window=_DAY)


def _buttons(count: int, title: int, *, body: int | None = None, vanishes: bool = False) -> Carrier:
    room = None if body is None else Limit(most=body)
    return Carrier(style=CarrierStyle.BUTTONS, count=count, title=Limit(most=title), body=room, vanishes=vanishes)


def _list(count: int, title: int, *, body: int) -> Carrier:
    return Carrier(style=CarrierStyle.LIST, count=count, title=Limit(most=title), body=Limit(most=body))


CAPABILITIES: Final[Mapping[Behind, Capabilities]] = {
    # The widget hides the other options of a message once one is chosen: what is still open is offered anew.
    Behind.WEB_WIDGET: _shown(MOST_CHARACTERS, (_buttons(MOST_ITEMS, 200, vanishes=True),)),
    # Whatever stands behind an API inbox reads the items itself: `limits` of the settings say what it shows.
    Behind.API: _shown(MOST_CHARACTERS, (_buttons(MOST_ITEMS, 200),)),
    # Chatwoot makes reply buttons of up to three items and a list of more; Meta refuses what is longer than this.
    Behind.WHATSAPP: _answered_within_a_day(4096, (_buttons(3, 20, body=1024), _list(10, 24, body=1024))),
    # An inline keyboard, one button a row; a tap comes back as a message that says the button's payload.
    Behind.TELEGRAM: _shown(4096, (_buttons(100, 64),)),
    # To the others Chatwoot sends the text alone: the questions go out numbered.
    Behind.FACEBOOK: _answered_within_a_day(2000),
    Behind.INSTAGRAM: _answered_within_a_day(1000, unit=Unit.BYTES),
    Behind.LINE: _shown(5000, unit=Unit.UTF16),
    Behind.SMS: _shown(1600),
    Behind.EMAIL: _shown(MOST_CHARACTERS),
}
