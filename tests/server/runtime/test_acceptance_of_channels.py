"""Acceptance cases once more on the real adapters: D (humans), E (loops), J (order), over HTTP to their platforms."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from frontdesk import Kind, MessageReceived, OperatorReplied
from frontdesk_testkit.dialect import PlatformReply
from frontdesk_testkit.platforms import PLATFORMS, dialect_of
from frontdesk_testkit.platforms._whatsapp_rules import GraphError
from frontdesk_testkit.platforms.whatsapp import WhatsAppDialect
from frontdesk_testkit.turns import Answer, Turn
from tests.server.runtime.house import START
from tests.server.runtime.shops import shop

pytestmark = [pytest.mark.anyio, pytest.mark.platforms]

EACH = """
frontdesk: 1
rules:
  - name: parrot
    on: message_received
    do:
      - send: {en: "You said something."}
"""

WORDS = " ".join(f"word{number:04}" for number in range(700))
LONG = f"""
frontdesk: 1
message_sets:
  - name: Shops
    establishments: all
    welcome: {{en: "{WORDS}"}}
    absence: {{en: "We are away."}}
    starters:
      - {{id: hours, title: {{en: "Your hours?"}}, answer: {{en: "All day."}}}}
      - {{id: place, title: {{en: "Where are you?"}}, answer: {{en: "Lyon"}}}}
"""

KINDS = sorted(PLATFORMS)
WITH_OPERATORS = [kind for kind in KINDS if dialect_of(kind).operator(1, dialect_of(kind).contact(1), "x", START)]
WITH_ECHOES = [kind for kind in KINDS if dialect_of(kind).echoes]
OWN: Mapping[str, str] = {
    "instagram": "178400000000001",
    "messenger": "101500000000001",
    "telegram": "110201543",
    "twilio_sms": "+33757000001",
    "whatsapp": "15550783881",
}
"""What the fake platforms call the account itself, where it could be a sender at all."""
CUTTING = ("messenger", "whatsapp")
"""Platforms on which a long text is cut into several calls, with the starters in the last."""


def test_d1_the_platforms_that_tell_of_humans_are_these() -> None:
    assert set(KINDS) - set(WITH_OPERATORS) == {"google_business_messages", "line", "rcs", "twilio_sms"}


@pytest.mark.parametrize("kind", WITH_OPERATORS)
async def test_d1_d4_an_operator_who_answers_out_of_hours_gets_nothing_and_starts_nothing(
    kind: str, tmp_path: Path
) -> None:
    async with shop(tmp_path, kind) as desk:
        desk.desk.clock.turn(hours=12)
        (heard,) = await desk.operator_says(1, "I will look into it.")
        assert isinstance(heard, OperatorReplied)
        assert await desk.settle() == []
        assert await desk.reasons() == ["operator_replied", "no_rules"]


@pytest.mark.parametrize("kind", WITH_OPERATORS)
async def test_d2_an_operator_on_the_platform_holds_the_absence_back(kind: str, tmp_path: Path) -> None:
    async with shop(tmp_path, kind) as desk:
        desk.desk.clock.turn(hours=12)
        await desk.operator_says(1, "I will look into it.")
        desk.desk.clock.turn(minutes=5)
        await desk.says(2, "Thank you, and the price?")
        assert await desk.settle() == []
        assert "operator_first" in await desk.reasons()


@pytest.mark.parametrize("kind", KINDS)
async def test_e10_what_a_platform_echoes_is_never_input_and_opens_nothing(kind: str, tmp_path: Path) -> None:
    async with shop(tmp_path, kind, EACH) as desk:
        await desk.says(1, "hello")
        shown = await desk.settle()
        assert shown == ["You said something."]
        for _ in range(3):
            echoed = await desk.hears_itself()
            assert bool(echoed) == desk.platform.dialect.echoes
            assert not any(isinstance(event, MessageReceived | OperatorReplied) for event in echoed)
        assert await desk.settle() == shown
        assert (await desk.reasons()).count("episode_started") == 1


def test_e10_the_platforms_that_echo_are_these() -> None:
    assert set(KINDS) - set(WITH_ECHOES) == {"line", "telegram"}


@pytest.mark.parametrize("kind", WITH_ECHOES)
async def test_e10_an_echo_alone_opens_no_conversation(kind: str, tmp_path: Path) -> None:
    async with shop(tmp_path / "one", kind) as desk:
        await desk.says(1, "hello")
        await desk.settle()
        dialect = desk.platform.dialect
        told = [dialect.echo(seen.sent, seen.platform_id, START) for seen in desk.platform.seen]
    async with shop(tmp_path / "two", kind) as other:
        heard = [await other.hears(echo) for echo in told if echo is not None]
        assert heard
        assert await other.settle() == []
        assert set(await other.reasons()) <= {"delivery_recorded", "event_unknown"}


@pytest.mark.parametrize("kind", sorted(OWN))
async def test_e4_a_message_from_the_accounts_own_address_is_never_answered(kind: str, tmp_path: Path) -> None:
    async with shop(tmp_path, kind, EACH) as desk:
        await desk.says(1, "hello", contact=OWN[kind])
        assert await desk.settle() == []
        assert {"self_addressed", "event_unknown"} & set(await desk.reasons())
        await desk.says(2, "hello")
        assert await desk.settle() == ["You said something."]


@pytest.mark.parametrize("kind", sorted(OWN.keys() - {"whatsapp"}))
async def test_e4_a_channel_knows_its_own_address(kind: str, tmp_path: Path) -> None:
    async with shop(tmp_path, kind) as desk:
        assert desk.channel.addresses == {OWN[kind]}
        await desk.desk.take("phone", desk.desk.said("hello", contact=OWN[kind]))
        assert await desk.settle() == []
        assert "self_addressed" in (await desk.desk.trace("phone", OWN[kind]))[0]


@pytest.mark.parametrize("kind", KINDS)
async def test_e7_two_robots_on_a_platform_fall_silent_after_six_messages(kind: str, tmp_path: Path) -> None:
    async with shop(tmp_path, kind, EACH) as desk:
        for number in range(1, 10):
            await desk.says(number, f"ping {number}")
        await desk.passes(8)
        assert len(desk.platform.seen) == 6
        assert "breaker_opened" in await desk.reasons()


@pytest.mark.parametrize("kind", KINDS)
async def test_e11_another_desks_automatic_reply_is_known_on_every_platform(kind: str, tmp_path: Path) -> None:
    async with shop(tmp_path, kind, EACH) as desk:
        await desk.says(1, "Automatic reply: we are closed until Monday.")
        assert await desk.settle() == []
        assert await desk.reasons() == ["machine_wrote", "automatic_text"]
        await desk.says(2, "Is this an automatic reply?")
        assert await desk.settle() == ["You said something."]


@pytest.mark.parametrize("kind", CUTTING)
async def test_j1_the_parts_of_a_long_text_arrive_in_order_and_the_starters_last(kind: str, tmp_path: Path) -> None:
    async with shop(tmp_path, kind, LONG) as desk:
        desk.platform.script(Turn(wait=0.3))
        await desk.says(1, "hello")
        shown = await desk.settle()
        assert len(shown) > 1
        assert " ".join(shown).split() == WORDS.split()
        assert [bool(seen.sent.suggestions) for seen in desk.platform.seen] == [*[False] * (len(shown) - 1), True]


@pytest.mark.parametrize("kind", CUTTING)
@pytest.mark.parametrize("first", [Turn(answer=Answer.TOO_MANY, retry_after=5), Turn(answer=Answer.ERROR, status=503)])
async def test_j2_no_part_passes_one_that_is_told_to_wait(kind: str, first: Turn, tmp_path: Path) -> None:
    async with shop(tmp_path, kind, LONG) as desk:
        desk.platform.script(first)
        await desk.says(1, "hello")
        assert await desk.settle() == []
        assert len(desk.platform.attempts) == 1
        shown = await desk.passes(60)
        assert " ".join(shown).split() == WORDS.split()
        assert desk.platform.attempts[0].sent.text == desk.platform.attempts[1].sent.text == shown[0]


class PairRate(WhatsAppDialect):
    """WhatsApp to somebody who was written to too often.

    https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes
    """

    def refuse(self, turn: Turn) -> PlatformReply:
        return GraphError(code=131056, message="(#131056) Pair rate limit hit").reply(400)


async def test_j2_the_pair_rate_holds_all_parts_back_for_six_seconds_in_their_order(tmp_path: Path) -> None:
    async with shop(tmp_path, "whatsapp", LONG, dialect=PairRate()) as desk:
        desk.platform.script(Turn(answer=Answer.TOO_MANY))
        await desk.says(1, "hello")
        assert await desk.settle() == []
        assert await desk.passes(5) == []
        assert len(desk.platform.attempts) == 1
        shown = await desk.passes(20)
        assert " ".join(shown).split() == WORDS.split()
        assert [attempt.sent.text for attempt in desk.platform.attempts] == [shown[0], *shown]


@pytest.mark.parametrize("kind", CUTTING)
async def test_j5_messages_of_one_instant_arrive_in_the_order_in_which_they_were_said(
    kind: str, tmp_path: Path
) -> None:
    async with shop(tmp_path, kind, LONG) as desk:
        await desk.says(1, "Your hours?")
        await desk.says(2, "hello")
        await desk.says(3, "Where are you?")
        shown = await desk.passes(3)
        assert shown[0].startswith("All day.")
        assert shown[-1].startswith("Lyon")


async def test_j4_a_picture_before_its_text_is_one_start_with_one_welcome(tmp_path: Path) -> None:
    async with shop(tmp_path, "whatsapp") as desk:
        event = desk.platform.dialect.message(1, desk.contact, "-", START)
        message = event["value"]["messages"][0]  # type: ignore[index]
        del message["text"]
        message |= {"type": "image", "image": {"id": "media-1", "mime_type": "image/jpeg", "sha256": "x"}}
        pictured = await desk.hears(event)
        written = await desk.says(2, "hello")
        assert [type(heard) for heard in (*pictured, *written)] == [MessageReceived, MessageReceived]
        assert await desk.settle() == ["Welcome to Lyon"]
        view = await desk.story()
        assert view is not None
        assert [m.kind for m in view.messages if m.direction == "out"] == [Kind.WELCOME.value]
        assert (await desk.reasons()).count("episode_started") == 1
