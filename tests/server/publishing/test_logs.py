from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from frontdesk_server import logs
from frontdesk_server.logs import MASK, hide, set_up_logs

SECRET = "correct-horse-battery"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """What is logged, as JSON lines; everything is put back afterwards."""
    before = structlog.get_config()
    root, level = logging.getLogger(), logging.getLogger().level
    handlers, hidden = root.handlers[:], set(logs._hidden)
    found = io.StringIO()
    set_up_logs("debug", stream=found, lines=True)
    yield found
    root.handlers[:] = handlers
    root.setLevel(level)
    logs._hidden.clear()
    logs._hidden.update(hidden)
    structlog.configure(**before)


@pytest.mark.parametrize("value", [SECRET, SECRET.encode()])
def test_a_secret_that_was_looked_up_is_masked_wherever_it_turns_up(stream: io.StringIO, value: str | bytes) -> None:
    hide([value])
    log = structlog.get_logger("t")
    sent = f"sent {SECRET}"

    log.info(sent, inner={"list": [SECRET, {"deep": SECRET}]}, bytes=SECRET.encode())

    assert SECRET not in stream.getvalue()
    assert stream.getvalue().count(MASK) == 4


@pytest.mark.parametrize("name", ["token", "api_key", "Authorization", "client_secret", "password", "set-cookie"])
def test_a_value_under_a_telling_name_is_masked(stream: io.StringIO, name: str) -> None:
    structlog.get_logger("t").info("said", **{name: "whatever"})

    assert json.loads(stream.getvalue())[name] == MASK


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Bearer abcdef123456",
        "postgresql://desk:opensesame@db/desk",
        "https://x.example/?token=opensesame&x=1",
        'password="opensesame"',
    ],
)
def test_what_has_the_shape_of_a_secret_is_masked(stream: io.StringIO, text: str) -> None:
    logging.getLogger("library").warning("calling %s", text)

    assert "opensesame" not in stream.getvalue()
    assert "abcdef123456" not in stream.getvalue()
    assert MASK in stream.getvalue()


def test_a_secret_in_a_traceback_is_masked(stream: io.StringIO) -> None:
    hide([SECRET])
    try:
        int(SECRET)
    except ValueError:
        structlog.get_logger("t").exception("failed")

    assert SECRET not in stream.getvalue()
    assert "ValueError" in stream.getvalue()


def test_plain_values_stay_as_they_are(stream: io.StringIO) -> None:
    structlog.get_logger("t").info("read", source="files", added=3, stale=False, none=None)

    found = json.loads(stream.getvalue())
    assert (found["source"], found["added"], found["stale"], found["none"]) == ("files", 3, False, None)


def test_the_level_is_kept(stream: io.StringIO) -> None:
    set_up_logs("warning", stream=stream, lines=True)

    structlog.get_logger("t").info("quiet")
    logging.getLogger("library").info("quiet")

    assert stream.getvalue() == ""


def test_secrets_are_masked_whole_be_they_short_or_one_part_of_another(stream: io.StringIO) -> None:
    hide(["s3cret", "s3cret-and-more"])

    structlog.get_logger("t").info("first s3cret, then s3cret-and-more")

    assert json.loads(stream.getvalue())["event"] == f"first {MASK}, then {MASK}"


def test_libraries_that_log_every_request_stay_quiet_at_any_level(stream: io.StringIO) -> None:
    logging.getLogger("uvicorn.access").info("GET /")

    assert stream.getvalue() == ""
