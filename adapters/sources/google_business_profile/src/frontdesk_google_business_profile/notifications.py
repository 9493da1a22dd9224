"""Google's notifications: Pub/Sub pushes them to an address of ours, and they tell which location to read again.

Kinds: https://developers.google.com/my-business/reference/notifications/rest/v1/NotificationSetting ; envelope:
https://cloud.google.com/pubsub/docs/push . Pub/Sub may sign its requests by a token of OpenID Connect, to be checked by
keys that Google changes and that would have to be fetched: a source makes no calls of its own. So the address carries
a token of yours, as Google's own examples do.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Mapping
from typing import Final

from frontdesk import WebhookRejected, WebhookRequest, check_secret, object_at, read_object, text_at
from frontdesk_google_business_profile.locations import id_of
from frontdesk_google_business_profile.settings import GoogleBusinessProfileSettings

TOKEN: Final = "token"  # noqa: S105 - the name of a parameter
_KIND: Final = ("type", "notificationType", "notification_type")
_LOCATION: Final = ("location_name", "locationName", "location")
"""The pages write the fields' names in two ways, and older messages in a third."""
_NOT_OURS: Final = frozenset(
    {"NEW_REVIEW", "UPDATED_REVIEW", "NEW_CUSTOMER_MEDIA", "NEW_QUESTION", "UPDATED_QUESTION", "NEW_ANSWER",
     "UPDATED_ANSWER"}
)  # fmt: skip
"""What changes nothing of what is read here. Unknown kinds are taken for changes: reading again is harmless."""


def check(request: WebhookRequest, settings: GoogleBusinessProfileSettings, secret: Callable[[str], bytes]) -> None:
    """Raise `WebhookRejected` unless the address had the token."""
    if settings.webhook_token is None:
        raise WebhookRejected.of("FD666")
    check_secret(request.query.get(TOKEN, ""), [secret(settings.webhook_token)], what=f"?{TOKEN}=")


def location_in(request: WebhookRequest) -> str | None:
    """The id of the location that a notification is about; None = of none, or of something else about it."""
    told = _data(object_at(read_object(request.body) or {}, "message"))
    if any(text_at(told, name) in _NOT_OURS for name in _KIND):
        return None
    return next((id_ for name in _LOCATION if (id_ := id_of(told.get(name)))), None)


def _data(message: Mapping[str, object]) -> Mapping[str, object]:
    """The content of a message: JSON in Base64."""
    try:
        return read_object(b64decode(text_at(message, "data"), validate=True)) or {}
    except ValueError:
        return {}
