"""Settings that are wrong say how to mend it."""

from __future__ import annotations

import pytest
from messenger_accounts import IG, PAGE, instagram, messenger
from pydantic import ValidationError

from frontdesk import secret_refs


@pytest.mark.parametrize("value", ["", "my.page", "https://facebook.com/1", "٣", "-1", "1" * 41, True, 1.5, None])
def test_a_page_id_has_digits_only(value: object) -> None:
    with pytest.raises(ValidationError):
        messenger(page_id=value)


def test_a_wrong_id_is_told_where_the_right_one_is() -> None:
    with pytest.raises(ValidationError, match="digits only; copy it from the app's dashboard"):
        messenger(page_id="my.page")


def test_an_id_may_be_written_as_a_number() -> None:
    assert messenger(page_id=int(PAGE)).capabilities == messenger().capabilities
    assert messenger(page_id=int(PAGE)).settings.model_dump()["page_id"] == PAGE


@pytest.mark.parametrize("value", ["25.0", "v25", "latest", "v25.0/../x", ""])
def test_a_version_is_a_version(value: str) -> None:
    with pytest.raises(ValidationError, match=r"write it like 'v25.0'"):
        messenger(graph_version=value)


def test_access_by_the_page_needs_the_page() -> None:
    with pytest.raises(ValidationError, match="login: page needs page_id"):
        instagram(page_id=None)


def test_access_by_instagram_needs_none() -> None:
    assert instagram(login="instagram", page_id=None).settings.model_dump()["instagram_id"] == IG


def test_what_nobody_knows_is_refused() -> None:
    with pytest.raises(ValidationError):
        instagram(get_started=True)


def test_settings_name_their_secrets() -> None:
    assert secret_refs(messenger().settings) == secret_refs(instagram().settings) == {"app", "verify", "access"}


def test_e4_an_account_knows_its_own_address() -> None:
    assert messenger().addresses == {PAGE}
    assert instagram().addresses == {IG}
