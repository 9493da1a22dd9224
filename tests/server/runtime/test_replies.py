"""Replies: what of an operator's text reaches the contact."""

from __future__ import annotations

import pytest

from frontdesk_server.runtime.replies import readable


@pytest.mark.parametrize(
    "text",
    [
        "D\u2019accord\u202f! 10\u00a0h, 3\u202f000\u00a0€",
        "東京\u3000大阪",
        "می\u200cخواهم",
        "\U0001f468\u200d\U0001f469\u200d\U0001f467 ❤\ufe0f",
        "two\nlines",
    ],
)
def test_what_people_write_is_sent_as_they_wrote_it(text: str) -> None:
    assert readable(f"  {text}\n") == text


@pytest.mark.parametrize(
    ("text", "sent"),
    [("a\r\nb\u2028c", "a\nb\nc"), ("a\x00\x1b[2Jb", "a[2Jb"), ("\u202eabc\u202c", "abc"), ("\u200b \u2060\ufeff", "")],
)
def test_what_only_does_harm_is_not_sent(text: str, sent: str) -> None:
    assert readable(text) == sent
