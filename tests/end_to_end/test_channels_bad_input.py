"""Bad input on every webhook, over real HTTP: refused or taken as the platform's documentation asks, and never a crash.

What is signed by the platform is taken: a platform that is told no would send it again for days, or switch us off.
Afterwards a contact who writes is still welcomed, once.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from channel_house import ABSENCE, WELCOME, Account, House, house

from frontdesk import Host
from frontdesk_testkit import PLATFORMS, Posting
from frontdesk_testkit.matter import GARBAGE

pytestmark = pytest.mark.platforms
KINDS = sorted(PLATFORMS)
BATCHES = {"instagram", "line", "messenger", "webhook", "whatsapp"}
"""The kinds whose platform puts many events into one request; the others send one at a time."""
TAKEN = {200, 202, 204}
REFUSES = {"webhook": {400}, "twilio_sms": {401}}
"""Our own contract tells its caller that there is no envelope; what is no form in UTF-8 cannot have been signed."""


@pytest.fixture(scope="module", params=KINDS)
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A server that will hear nothing good."""
    with house(tmp_path_factory.mktemp(request.param), request.param) as found:
        yield found


def told(account: Account, posting: Posting) -> int:
    """What Frontdesk answers to one request."""
    return account.platform.post(posting)


def one_message(account: Account, number: int, **changed: object) -> Posting:
    """A request with one good message, and what is changed in its posting."""
    platform, who = account.platform, account.contact(number)
    posting = platform.dialect.post(platform.now(), platform.dialect.message(number, who, "Hello", platform.now()))
    return replace(posting, **changed)


def test_unsigned_requests_are_refused_and_change_nothing(served: House) -> None:
    account = served.outside
    good = one_message(account, 11)
    signed = {name for name in good.headers if name.lower().startswith("x-")}
    for name in signed - {"X-Chatwoot-Delivery"}:
        without = {key: value for key, value in good.headers.items() if key != name}
        assert told(account, replace(good, headers=without)) in {401, 403}, name
        for wrong in ("", "sha256=", "v1=0", "0" * 64, "é" * 4):
            headers = {**good.headers, name: wrong.encode().decode("latin-1")}
            assert told(account, replace(good, headers=headers)) in {401, 403}, (name, wrong)
    assert account.sent_to(account.contact(11)) == []


def test_changed_body_is_refused_where_bodies_are_signed(served: House) -> None:
    account = served.outside
    if account.kind == "telegram":  # signs no body: its header is a constant secret
        return
    assert told(account, one_message(account, 12, body=one_message(account, 20).body)) in {401, 403}


def test_handshake_with_a_wrong_word_is_refused(served: House) -> None:
    account = served.outside
    asked = account.platform.dialect.handshake()
    if asked is None:
        return
    status, answer = account.platform.shake_hands()
    assert status == 200
    if asked.query:
        wrong = replace(asked, query=asked.query.replace("hub.verify_token=", "hub.verify_token=not"))
        assert told(account, wrong) == 403
        assert answer.decode() in asked.query


@pytest.mark.parametrize("body", GARBAGE, ids=lambda body: body[:16].decode("utf-8", "replace"))
def test_signed_garbage_is_answered_as_ever(served: House, body: bytes) -> None:
    account = served.outside
    status = told(account, account.platform.dialect.sign(account.platform.now(), body))
    assert status in TAKEN | REFUSES.get(account.kind, set()), status


def test_body_of_the_largest_size_is_taken_and_one_byte_more_is_not(served: House) -> None:
    account = served.outside
    most = Host.load().channels[account.kind].largest_request
    platform, who = account.platform, account.contact(13)
    body = padded(one_message(account, 13), most)
    if account.kind != "rcs":  # its body is signed within an envelope, which makes the size
        assert told(account, platform.dialect.sign(platform.now(), body)) in TAKEN
        account.wait_for(who, ABSENCE)
    assert told(account, platform.dialect.sign(platform.now(), body + b" ")) == 413


def padded(posting: Posting, size: int) -> bytes:
    """The body with as much as is missing: blanks behind JSON, a field that nobody knows in a form."""
    if "form" in posting.headers.get("Content-Type", ""):
        return (posting.body + b"&Padding=").ljust(size, b"x")
    return posting.body.ljust(size)


def test_batch_of_a_thousand_is_taken(served: House) -> None:
    account = served.outside
    if account.kind not in BATCHES:
        return
    platform, who = account.platform, account.contact(14)
    events = [platform.dialect.message(5000 + n, who, "Hello", platform.now()) for n in range(1000)]
    assert told(account, platform.dialect.post(platform.now(), *events)) in TAKEN
    account.wait_for(who, ABSENCE)
    assert [text for text in account.texts_of(who) if ABSENCE in text] == account.texts_of(who)[:1]


def test_unknown_events_beside_a_message_cost_it_nothing(served: House) -> None:
    account = served.outside
    platform, who = account.platform, account.contact(15)
    good = platform.dialect.message(15, who, "Hello", platform.now())
    odd: Sequence[dict[str, object]] = [{}, {"type": "never heard of"}, {"id": [], "type": 7, "message": "text"}]
    for events in ([*odd, good, *odd],) if account.kind in BATCHES else ([event] for event in (*odd, good)):
        assert told(account, platform.dialect.post(platform.now(), *events)) in TAKEN
    account.wait_for(who, ABSENCE)


def test_a_week_old_message_is_recorded_and_not_answered_and_a_future_one_is_answered(served: House) -> None:
    account, platform = served.outside, served.outside.platform
    old, new = account.contact(16), account.contact(17)
    now = platform.now()
    for number, who, at in ((16, old, now - timedelta(days=7)), (17, new, now + timedelta(hours=2))):
        assert told(account, platform.dialect.post(now, platform.dialect.message(number, who, "Hello", at))) in TAKEN
    account.wait_for(new, ABSENCE)
    if account.kind != "twilio_sms":  # it tells no time: nobody knows how old its messages are
        assert account.sent_to(old) == []


def test_lone_surrogates_end_nowhere(served: House) -> None:
    account, platform = served.outside, served.outside.platform
    posting = one_message(account, 18)
    body = json.dumps({"x": 1}).encode() if b"Hello" not in posting.body else posting.body
    status = told(account, platform.dialect.sign(platform.now(), body.replace(b"Hello", rb"\ud800 Hello")))
    assert status in TAKEN | REFUSES.get(account.kind, set())


def test_after_all_that_a_contact_is_welcomed_once(served: House) -> None:
    account, who = served.inside, served.inside.contact(19)
    account.begin(who)
    account.wait_for(who, WELCOME)
    assert [text for text in account.texts_of(who) if WELCOME in text] == account.texts_of(who)
    assert "Traceback" not in served.log
