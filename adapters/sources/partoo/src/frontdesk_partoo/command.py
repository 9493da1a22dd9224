"""The command `frontdesk partoo-message-sets`: Partoo's messaging settings, as a file of message sets to look over."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from frontdesk import Asking, ConfigError, Diagnostic, Fetch, HttpReply, HttpSource, Page, Row
from frontdesk_partoo.calls import Calls, page_of
from frontdesk_partoo.message_sets import message_sets
from frontdesk_partoo.settings import PartooSettings

KIND = "partoo"


def partoo_message_sets(
    asking: Asking, output: Path = Path("messages/partoo.yaml"), source: str = "", language: str = ""
) -> None:
    """Write what Partoo says by itself as message sets into OUTPUT. Look it over, then run `frontdesk apply`.

    Example: frontdesk partoo-message-sets --output messages/partoo.yaml --language fr

    SOURCE names one of several sources of kind partoo. Nothing is changed, neither here nor at Partoo, and a file that
    is there is not written over. Raises ConfigError (exit code 2).
    """
    if output.exists():
        raise ConfigError(Diagnostic(id="FD668", params={"file": str(output)}))
    name, found = _source(asking, source)
    rows = asking.rows(name, MessagingSource(found.settings))
    text = message_sets([row.record for row in rows], language or None)
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(text, encoding="utf-8")
    sys.stdout.write(f"{output}: messaging settings of {len(rows)} businesses\n")


def _source(asking: Asking, wanted: str) -> tuple[str, HttpSource]:
    known = asking.sources(KIND)
    name = wanted or next(iter(known), "")
    if name not in known:
        params = {"kind": KIND, "name": name or KIND, "known": ", ".join(known) or "-"}
        raise ConfigError(Diagnostic(id="FD667", params=params))
    return name, known[name]


class MessagingSource(HttpSource):
    """Messaging settings as rows, each as Partoo tells it: what the command reads instead of businesses."""

    kind = KIND
    Settings = PartooSettings
    settings: PartooSettings

    def first(self, since: datetime | None) -> Sequence[Fetch]:  # noqa: ARG002 - there is no filter by time
        """The first page."""
        return [Calls(self.settings).messaging(1)]

    def page(self, fetch: Fetch, reply: HttpReply) -> Page:
        """`{settings: [...]}`."""
        answer = page_of(fetch, reply, "settings")
        following = [] if answer.following is None else [Calls(self.settings).messaging(answer.following)]
        rows = [Row(id=None, record=item if isinstance(item, dict) else {}) for item in answer.items]
        return Page(rows=rows, next=following)
