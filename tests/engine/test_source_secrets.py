"""The secrets by which webhooks of a source are checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import pytest
from pydantic import BaseModel

from frontdesk import Fetch, HttpReply, HttpSource, Page, WebhookRejected


class Nothing(BaseModel):
    pass


class ParrotSource(HttpSource):
    kind = "parrot"
    Settings = Nothing

    def first(self, since: datetime | None) -> Sequence[Fetch]:
        return ()

    def page(self, fetch: Fetch, reply: HttpReply) -> Page:
        return Page()


def test_a_secret_that_is_set_is_at_hand() -> None:
    assert ParrotSource(Nothing(), {"env:KEY": b"sesame"}).secret_value("env:KEY") == b"sesame"


@pytest.mark.parametrize("secrets", [None, {}, {"env:KEY": b""}])
def test_without_its_secret_the_platform_is_told_to_come_again(secrets: Mapping[str, bytes] | None) -> None:
    with pytest.raises(WebhookRejected) as caught:
        ParrotSource(Nothing(), secrets).secret_value("env:KEY")

    assert (caught.value.id, caught.value.status) == ("FD663", 503)
