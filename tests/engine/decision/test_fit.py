"""What a channel can carry: degraded in a known order, complete, and every loss named."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk import Capabilities, Carrier, CarrierStyle, Draft, Kind, Limit, Message, Suggestion, Unit, fit
from frontdesk.engine.emoji import without_emoji
from frontdesk.engine.lengths import fits

BUTTONS = Carrier(style=CarrierStyle.BUTTONS, count=3, title=Limit(most=20), body=Limit(most=100))
LIST = Carrier(style=CarrierStyle.LIST, count=5, title=Limit(most=24), body=Limit(most=100))
BOTH = Capabilities(text=Limit(most=200), carriers=(BUTTONS, LIST))
PLAIN = Capabilities(text=Limit(most=200))


def draft(text: str = "Hello", *titles: str) -> Draft:
    return Draft(
        key="0" * 32,
        kind=Kind.WELCOME,
        text=text,
        suggestions=tuple(Suggestion(id=f"s{n}", title=title) for n, title in enumerate(titles, 1)),
    )


def one(*messages: Message) -> Message:
    (message,) = messages
    return message


def losses(message: Message) -> list[str]:
    return [loss.id for loss in message.losses]


def test_text_and_suggestions_that_fit_are_one_message() -> None:
    message = one(*fit(draft("Hello", "Hours?", "Where?"), BOTH, to="ana"))

    assert (message.text, message.carrier, losses(message)) == ("Hello", CarrierStyle.BUTTONS, [])


def test_more_starters_than_buttons_become_a_list_and_it_is_said() -> None:
    message = one(*fit(draft("Hello", "A", "B", "C", "D"), BOTH, to="ana"))

    assert (message.carrier, losses(message)) == (CarrierStyle.LIST, ["carrier_degraded"])


def test_titles_too_long_for_buttons_switch_to_the_list() -> None:
    message = one(*fit(draft("Hello", "A title of 22 letters."), BOTH, to="ana"))

    assert message.carrier is CarrierStyle.LIST


def test_h4_one_long_title_is_cut_with_the_whole_question_in_the_text() -> None:
    question = "Do you repair bicycles on Sundays too?"

    message = one(*fit(draft("Hello", question), BOTH, to="ana"))

    assert message.text == f"Hello\n\n1. {question}"
    assert message.suggestions[0].title.endswith("…")
    assert message.full_titles == {"s1": question}
    assert losses(message) == ["title_cut"]


def test_titles_that_would_read_the_same_when_cut_are_numbered_instead() -> None:
    twins = ("The very same beginning here, then A", "The very same beginning here, then B")

    message = one(*fit(draft("Hello", *twins), BOTH, to="ana"))

    assert (message.carrier, message.suggestions, losses(message)) == (None, (), ["numbered_text"])


def test_a_cut_title_that_would_be_taken_for_another_one_is_numbered_instead() -> None:
    taken = ("Your summer hours", "Your summer hours, and those of the shop")

    message = one(*fit(draft("Hello", *taken), replace(BOTH, carriers=(_up_to(18),)), to="ana"))

    assert (message.carrier, losses(message)) == (None, ["numbered_text"])


def _up_to(most: int) -> Carrier:
    return replace(BUTTONS, title=Limit(most=most))


def test_a_channel_without_suggestions_gets_numbered_text() -> None:
    message = one(*fit(draft("Hello", "Hours?", "Where?"), PLAIN, to="ana"))

    assert message.text == "Hello\n\n1. Hours?\n2. Where?"
    assert losses(message) == ["numbered_text"]


def test_a_long_text_is_split_and_the_suggestions_stand_under_the_last_part() -> None:
    messages = fit(draft("Word. " * 60, "Hours?"), BOTH, to="ana")

    assert [bool(message.suggestions) for message in messages] == [False] * (len(messages) - 1) + [True]
    assert losses(messages[-1]) == ["text_split"]


def test_a_text_that_only_the_carrier_cannot_hold_is_split_for_the_carrier() -> None:
    messages = fit(draft("Word. " * 30, "Hours?"), BOTH, to="ana")

    assert len(messages) == 2
    assert len(messages[-1].text) <= 100


def test_parts_have_keys_of_their_own_that_never_change() -> None:
    first, second = fit(draft("Word. " * 60), PLAIN, to="ana"), fit(draft("Word. " * 60), PLAIN, to="ana")

    assert len({message.key for message in first}) == len(first) > 1
    assert [message.key for message in first] == [message.key for message in second]
    assert first[0].key == "0" * 32


NO_EMOJI = Carrier(style=CarrierStyle.BUTTONS, count=3, title=Limit(most=20), emoji=False)


def test_h2_emoji_are_taken_out_where_titles_may_not_hold_them_and_that_is_told() -> None:
    message = one(
        *fit(
            draft("Hello", "⏰ Your  hours?", "Where?"),
            Capabilities(text=Limit(most=200), carriers=(NO_EMOJI,)),
            to="ana",
        )
    )

    assert [suggestion.title for suggestion in message.suggestions] == ["Your hours?", "Where?"]
    assert [(loss.id, loss.params["title"]) for loss in message.losses] == [("emoji_removed", "⏰ Your  hours?")]
    assert message.full_titles == {}


def test_titles_that_are_nothing_but_emoji_are_numbered_where_none_may_stand() -> None:
    can = Capabilities(text=Limit(most=200), carriers=(NO_EMOJI,))

    assert losses(one(*fit(draft("Hello", "⏰", "Where?"), can, to="ana"))) == ["numbered_text"]
    assert losses(one(*fit(draft("Hello", "Hours ⏰", "Hours 🕰️"), can, to="ana"))) == ["numbered_text"]


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("👩‍👩‍👧 Families", "Families"),
        ("🇫🇷 France", "France"),
        ("Call ☎️ us", "Call us"),
        ("1️⃣ First", "1 First"),
        ("👍🏽 Good", "Good"),
        ("© 2026, Ça va ?", "© 2026, Ça va ?"),
        ("نحن مفتوحون", "نحن مفتوحون"),
        ("🏴󠁧󠁢󠁥󠁮󠁧󠁿 England", "England"),
    ],
)
def test_what_is_drawn_as_an_emoji_goes_whole_and_letters_stay(title: str, bare: str) -> None:
    assert without_emoji(title) == bare


# Starters that vanish

CHIPS = Carrier(style=CarrierStyle.BUTTONS, count=13, title=Limit(most=20), vanishes=True)
CHAT = Capabilities(text=Limit(most=2000), carriers=(CHIPS,))


def answer(*titles: str, to: str | None = None) -> Draft:
    standing = tuple(Suggestion(id=f"s{n}", title=title) for n, title in enumerate(titles, 1))
    return replace(draft("We are open."), standing=standing, starter=to)


def test_starters_that_a_text_would_hide_are_shown_anew_except_the_one_it_answers() -> None:
    message = one(*fit(answer("A", "B", "C", to="s2"), CHAT, to="ana"))

    assert [suggestion.title for suggestion in message.suggestions] == ["A", "C"]
    assert (message.text, message.carrier, message.losses) == ("We are open.", CarrierStyle.BUTTONS, ())


@pytest.mark.parametrize("can", [BOTH, PLAIN])
def test_starters_that_stay_are_not_shown_anew_and_numbers_are_not_repeated(can: Capabilities) -> None:
    message = one(*fit(answer("A", "B", to="s1"), can, to="ana"))

    assert (message.text, message.suggestions, message.carrier) == ("We are open.", (), None)


def test_whether_they_vanish_is_asked_of_the_carrier_that_showed_all_of_them() -> None:
    stays = replace(LIST, body=None)
    can = Capabilities(text=Limit(most=2000), carriers=(replace(CHIPS, count=3), stays))

    assert one(*fit(answer("A", "B", "C", "D", to="s1"), can, to="ana")).suggestions == ()


def test_a_title_that_is_cut_anew_leaves_the_text_as_it_is() -> None:
    message = one(*fit(answer("A", "Do you repair bicycles on Sundays?", to="s1"), CHAT, to="ana"))

    assert message.text == "We are open."
    assert message.full_titles == {"s2": "Do you repair bicycles on Sundays?"}


@st.composite
def capabilities(draw: st.DrawFn) -> Capabilities:
    unit = draw(st.sampled_from(list(Unit)))
    carriers = st.builds(
        Carrier,
        style=st.sampled_from(list(CarrierStyle)),
        count=st.integers(1, 6),
        title=st.builds(Limit, most=st.integers(12, 40), unit=st.just(unit)),
        body=st.none() | st.builds(Limit, most=st.integers(60, 120), unit=st.just(unit)),
        emoji=st.booleans(),
        vanishes=st.booleans(),
    )
    text = Limit(most=draw(st.integers(120, 300)), unit=unit)
    return Capabilities(text=text, carriers=tuple(draw(st.lists(carriers, max_size=3))))


@given(
    capabilities(),
    st.text(min_size=1, max_size=600),
    st.lists(st.text("abcdé 👍?", min_size=1, max_size=60).filter(str.strip), max_size=5, unique=True),
)
def test_nothing_is_lost_whatever_the_channel_carries(can: Capabilities, text: str, titles: list[str]) -> None:
    messages = fit(draft(text, *titles), can, to="ana")

    said = "".join("".join(message.text for message in messages).split())
    shown = {suggestion.title for message in messages for suggestion in message.suggestions}
    assert "".join(text.split()) in said
    told = {loss.params.get("title"): loss.params.get("shown") for message in messages for loss in message.losses}
    assert all(title in shown or told.get(title) in shown or "".join(title.split()) in said for title in titles)


def test_white_space_at_the_end_of_a_text_that_just_fits_is_no_message_of_its_own() -> None:
    message = one(*fit(draft("a" * 200 + "\n\n"), PLAIN, to="ana"))

    assert (message.text, losses(message)) == ("a" * 200, [])


@given(capabilities(), st.text(min_size=1, max_size=600), st.lists(st.text("abc", min_size=1), max_size=5, unique=True))
def test_every_message_is_within_the_limits(can: Capabilities, text: str, titles: list[str]) -> None:
    for message in fit(draft(text, *titles), can, to="ana"):
        assert fits(message.text, can.text)
        if message.carrier is not None:
            holding = [
                carrier
                for carrier in can.carriers
                if carrier.style is message.carrier
                and len(message.suggestions) <= carrier.count
                and all(fits(s.title, carrier.title) for s in message.suggestions)
                and (carrier.body is None or fits(message.text, carrier.body))
            ]
            assert holding


@given(
    capabilities(), st.lists(st.text("abcé 👍?", min_size=1, max_size=60).filter(str.strip), max_size=5, unique=True)
)
def test_no_title_holds_emoji_where_its_carrier_takes_none(can: Capabilities, titles: list[str]) -> None:
    bare = replace(can, carriers=tuple(replace(carrier, emoji=False) for carrier in can.carriers))
    (last,) = fit(draft("", *titles), bare, to="ana")[-1:]

    assert all("👍" not in suggestion.title for suggestion in last.suggestions)


@pytest.mark.parametrize("can", [BOTH, PLAIN])
def test_the_text_of_a_short_draft_stands_verbatim_in_the_message(can: Capabilities) -> None:
    assert one(*fit(draft("Bonjour — été 👍"), can, to="ana")).text == "Bonjour — été 👍"
