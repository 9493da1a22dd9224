"""The signs by which a machine's message shows itself: mail headers, and senders that nobody reads."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

SIGNS: Mapping[str, Callable[[str], bool]] = {
    # RFC 3834: anything but `no` was sent without a human.
    "auto-submitted": lambda value: value != "no",
    # Exchange and Outlook put it on their own automatic replies; any value asks for silence.
    "x-auto-response-suppress": bool,
    "x-autoreply": bool,
    "x-autorespond": bool,
    # Before RFC 3834: mailing lists, bulk mail, and responders that know no better.
    "precedence": lambda value: value in {"bulk", "junk", "list", "auto_reply"},
    "list-id": bool,
    "list-unsubscribe": bool,
    # An empty return path means that nobody wants an answer (RFC 5321, 4.5.5).
    "return-path": lambda value: value == "<>",
    # Zammad's own flag on what its triggers send.
    "x-zammad-is-auto-response": lambda value: value == "true",
}
_NOBODY = re.compile(r"(?:mailer-daemon|postmaster|(?:do[-_.]?)?not?[-_.]?reply)(?:[+@]|$)")


def automatic_sign(headers: Mapping[str, str], sender: str) -> str | None:
    """The sign that a machine wrote it, as `header: value` or `sender: address`; None where there is none."""
    for name, value in headers.items():
        means_machine = SIGNS.get(name.strip().lower())
        if means_machine is not None and means_machine(value.strip().lower()):
            return f"{name}: {value}"[:200]
    return f"sender: {sender}" if _NOBODY.match(sender.lower()) else None
