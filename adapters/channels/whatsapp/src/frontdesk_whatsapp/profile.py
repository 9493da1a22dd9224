"""Ice breakers: what WhatsApp shows before the first message, and what the platform itself would say beside us.

https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/conversational-components
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from frontdesk import Difference, ForeignAutomation, HttpReply, Profile, object_at, read_object, text_at
from frontdesk_whatsapp.replies import detail, problem_of
from frontdesk_whatsapp.wire import Item, items_at

COMPONENTS: Final = "conversational_automation"
FIELDS: Final = (COMPONENTS, "is_on_biz_app")
_PHONE_APP: Final = "WhatsApp Business app"


def prompts_of(profile: Profile) -> list[str]:
    """The titles of the default language: prompts know no other."""
    return [item.title for item in profile.default.starters] if profile.default else []


def found_in(reply: HttpReply) -> Item | str:
    """The phone number's fields, or why they cannot be read. Every node of Graph's has its id."""
    document = read_object(reply.body)
    problem = problem_of(document)
    if reply.status != 200 or problem is not None or document is None or "id" not in document:  # noqa: PLR2004 - HTTP
        return detail(reply, problem)
    return document


def shown(number: Item) -> list[str]:
    """The prompts that the platform shows; of those that are no text, nothing can be said but that they are there."""
    prompts = object_at(number, COMPONENTS).get("prompts")
    return [item if isinstance(item, str) else "?" for item in prompts] if isinstance(prompts, list) else []


def change(prompts: Sequence[str], number: Item) -> Item:
    """The components as they are to be: commands are not ours, and go back as they came."""
    commands = [
        {name: text_at(command, name) for name in ("command_name", "command_description")}
        for command in items_at(object_at(number, COMPONENTS), "commands")
        if text_at(command, "command_name")
    ]
    return {"prompts": list(prompts)} | ({"commands": commands} if commands else {})


def difference(wanted: Sequence[str], found: Sequence[str]) -> Difference:
    """In words."""
    return Difference(field="starters", wanted=" | ".join(wanted), found=" | ".join(found))


def foreign(number: Item) -> Iterator[ForeignAutomation]:
    """What may answer beside us. The greeting and away message of the phone app cannot be read by anybody."""
    if object_at(number, COMPONENTS).get("enable_welcome_message") is True:
        yield ForeignAutomation(kind="greeting")
    if number.get("is_on_biz_app") is True:
        yield ForeignAutomation(kind="greeting", text=_PHONE_APP, enabled=None)
        yield ForeignAutomation(kind="absence", text=_PHONE_APP, enabled=None)
