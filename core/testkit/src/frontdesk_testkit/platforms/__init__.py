"""The platforms that the fake platform can be: one dialect for each kind of channel, found by its name.

That of an adapter of one's own stands in its `tests/KIND_platform.py`, and is found from the adapter's folder.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Final

from frontdesk_testkit.dialect import Dialect

PLATFORMS: Final[Mapping[str, str]] = {
    "chatwoot": "chatwoot:ChatwootDialect",
    "google_business_messages": "google:BusinessMessagesDialect",
    "instagram": "messenger:InstagramDialect",
    "line": "line:LineDialect",
    "messenger": "messenger:MessengerDialect",
    "rcs": "google:RcsDialect",
    "telegram": "telegram:TelegramDialect",
    "twilio_sms": "twilio_sms:TwilioSmsDialect",
    "webhook": "webhook:WebhookDialect",
    "whatsapp": "whatsapp:WhatsAppDialect",
}
"""Kind of channel -> module within this package, and class. The kinds of one distribution share a module."""


def dialect_of(kind: str, folder: Path | None = None) -> Dialect:
    """A platform of this kind, fresh: one of ours, else the one that the tests of the adapter in `folder` have.

    Raises `ValueError` with the kinds there are, and where it was looked for.
    """
    if kind in PLATFORMS:
        module, _, name = PLATFORMS[kind].partition(":")
        made: Dialect = getattr(import_module(f"{__name__}.{module}"), name)()
        return made
    known = f"no fake platform for {kind!r}: there are {', '.join(sorted(PLATFORMS))}"
    if folder is None:
        raise ValueError(known)
    path = folder / "tests" / f"{kind}_platform.py"
    if not (kind.isidentifier() and path.is_file()):
        raise ValueError(f"{known}; and of an adapter of your own, in its folder, tests/{kind}_platform.py")
    return _written(path)()


def _written(path: Path) -> type[Dialect]:
    """The one dialect that a file defines."""
    spec = spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise ValueError(f"{path} is no Python module")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    found: list[type[Dialect]] = [
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Dialect) and value.__module__ == module.__name__
    ]
    if len(found) != 1:
        raise ValueError(f"{path} must define one Dialect, and defines {len(found)}")
    return found[0]
