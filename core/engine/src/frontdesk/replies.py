"""What every HTTP source does with a reply before its own reading: is it JSON at all, does it differ from before."""

from __future__ import annotations

import json
from hashlib import blake2b
from typing import Final

from frontdesk.calls import HttpReply
from frontdesk.errors import ConfigError
from frontdesk.intake import read_document, read_object
from frontdesk.source import Fetch

__all__ = ["content_digest", "odd_reply", "reply_document", "reply_object"]

_SAMPLE: Final = 60


def reply_object(fetch: Fetch, reply: HttpReply) -> dict[str, object]:
    """The JSON object of a reply. Raises `ConfigError` (FD665) where it is none: a login page, half a body, a list."""
    found = read_object(reply.body)
    if found is None:
        raise odd_reply(fetch, f"JSON {{...}}: {reply.body[:_SAMPLE].decode('utf-8', 'replace')!r}")
    return found


def reply_document(fetch: Fetch, reply: HttpReply) -> object:
    """The JSON value of a reply, of any kind. Raises `ConfigError` (FD665) where it is none."""
    found = read_document(reply.body)
    if found is None:
        raise odd_reply(fetch, f"JSON: {reply.body[:_SAMPLE].decode('utf-8', 'replace')!r}")
    return found


def odd_reply(fetch: Fetch, problem: str) -> ConfigError:
    """That a reply is not of its documented form (FD665); `problem` says in the form's own words which part is not."""
    return ConfigError.of("FD665", path=fetch.call.url, problem=problem)


def content_digest(*told: object) -> str:
    """A text that changes when one of these JSON values does, whatever the order of keys: what `Row.digest` takes."""
    text = json.dumps(told, sort_keys=True, ensure_ascii=False)
    return blake2b(text.encode("utf-8", "replace"), digest_size=16).hexdigest()
