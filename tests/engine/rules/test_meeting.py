"""Documents against the world: sets that meet, names that nobody has, channels that carry less."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from frontdesk import Capabilities, Carrier, CarrierStyle, Limit, describe, establishment_from, fit, fit_profile
from frontdesk.model import Route
from frontdesk.rules import check_capabilities, check_kinds, check_references, conflicts, document_from_json, within
from frontdesk.rules.period import Moment, next_bound, overlap
from tests.engine.decision.worlds import PARIS, at
from tests.engine.rules.documents import account, from_json, load, message_set, rule, shop

SHOPS = [shop("a", ("north",)), shop("b", ("north", "late")), shop("c", ("south",))]


def meeting(
    first: dict[str, object], second: dict[str, object], *accounts: object
) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    book = from_json(message_sets=[message_set("A", **first), message_set("B", **second)])
    return [(found.establishments, found.channels) for found in conflicts(book, SHOPS, accounts)]  # type: ignore[arg-type]


NORTH, LATE = {"establishments": {"groups": ["north"]}}, {"establishments": {"groups": ["late"]}}


def test_two_sets_for_one_establishment_are_a_conflict() -> None:
    assert meeting(NORTH, LATE, account("site"), account("page", "messenger")) == [(("b",), ("page", "site"))]


def test_a_conflict_is_told_in_three_parts() -> None:
    book = from_json(message_sets=[message_set("A", **NORTH), message_set("B")])

    (found,) = conflicts(book, SHOPS, [account()])

    assert describe(found.diagnostic) == (
        "FD375 the message sets 'A' and 'B' are both active for a, b (2 in all) on 'site' at "
        "message_sets[1].establishments: take the establishments out of one of them by 'except', give the sets "
        "dates that do not overlap, or name the other one in 'takes_over' of the one that is to come first"
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (NORTH, {"establishments": ["c"]}),
        (NORTH, {"establishments": {"groups": ["north"], "except": ["a", "b"]}}),
        (NORTH | {"channels": ["web"]}, NORTH | {"channels": ["messenger"]}),
        (NORTH | {"until": "2026-11-30"}, NORTH | {"from": "2026-12-01"}),
        (NORTH | {"until": "2026-11-30T12:00"}, NORTH | {"from": "2026-11-30T12:01"}),
    ],
)
def test_sets_that_never_meet_are_no_conflict(first: dict[str, object], second: dict[str, object]) -> None:
    assert meeting(first, second, account("site"), account("page", "messenger")) == []


def test_the_last_day_of_one_and_the_first_of_the_other_is_a_conflict() -> None:
    assert meeting(NORTH | {"until": "2026-12-01"}, LATE | {"from": "2026-12-01"}, account()) == [(("b",), ("site",))]


def test_an_account_is_named_by_its_id_or_its_kind() -> None:
    assert meeting(NORTH | {"channels": ["site"]}, LATE | {"channels": ["web"]}, account("site")) == [
        (("b",), ("site",))
    ]


def test_an_account_of_another_establishment_is_no_matter() -> None:
    assert meeting(NORTH, LATE, account(route=Route(fixed="a"))) == []


def test_without_accounts_the_channels_that_both_name_are_compared() -> None:
    assert meeting(NORTH, LATE) == [(("b",), ("all channels",))]
    assert meeting(NORTH, LATE | {"channels": ["web"]}) == [(("b",), ("web",))]


DAY, NEXT = date(2026, 12, 1), date(2026, 12, 2)
INSTANT = datetime(2026, 12, 1, 12)


@pytest.mark.parametrize(
    ("since", "until", "instant", "inside"),
    [
        (DAY, DAY, "2026-12-01T00:00", True),
        (DAY, DAY, "2026-12-01T23:59:59", True),
        (DAY, DAY, "2026-12-02T00:00", False),
        (DAY, DAY, "2026-11-30T23:59", False),
        (INSTANT, None, "2026-12-01T11:59", False),
        (INSTANT, None, "2026-12-01T12:00", True),
        (None, INSTANT, "2026-12-01T12:00", True),
        (None, INSTANT, "2026-12-01T12:00:01", False),
        (None, None, "2026-12-01T12:00", True),
        (datetime.fromisoformat("2026-12-01T12:00+00:00"), None, "2026-12-01T12:59", False),
        (datetime.fromisoformat("2026-12-01T12:00+00:00"), None, "2026-12-01T13:00", True),
    ],
)
def test_from_and_until_are_inclusive_on_the_establishments_clock(
    since: Moment | None, until: Moment | None, instant: str, inside: bool
) -> None:
    assert within(since, until, at(instant)) is inside


@pytest.mark.parametrize(
    "bound", [datetime(2026, 10, 25, 2, 30), datetime(2026, 10, 25, 3), datetime(2026, 3, 29, 2, 30)]
)
def test_a_moment_is_reached_once_though_the_clock_is_set_back(bound: datetime) -> None:
    midnight = datetime.combine(bound, time(), PARIS).astimezone(UTC)
    clock = [(midnight + timedelta(minutes=10 * n)).astimezone(PARIS) for n in range(30)]

    ended = [not within(None, bound - timedelta(microseconds=1), now) for now in clock]

    assert ended == sorted(ended) == [within(bound, None, now) for now in clock]
    assert ended == [next_bound(bound, None, now) is None for now in clock]
    assert {True, False} == set(ended)


def test_periods_without_an_end_overlap_with_everything_after() -> None:
    assert overlap((DAY, None), (NEXT, NEXT))
    assert not overlap((NEXT, None), (None, DAY))


# Names that nobody has


def test_ids_and_groups_of_nobody_are_warned_of_where_they_stand() -> None:
    chosen = {"ids": ["a", "x"], "groups": ["north", "nord"], "except": ["y"]}
    rules = [rule("r", **{"if": [{"not": {"establishment": {"ids": ["z"]}}}]})]
    content = {"frontdesk": 1, "message_sets": [message_set(establishments=chosen)], "rules": rules}

    found = check_references(document_from_json(content), SHOPS)

    assert [(w.id, w.path) for w in found] == [
        ("FD373", "message_sets[0].establishments.ids[1]"),
        ("FD373", "message_sets[0].establishments.except[0]"),
        ("FD374", "message_sets[0].establishments.groups[1]"),
        ("FD373", "rules[0].if[0].not.establishment.ids[0]"),
    ]


def test_kinds_of_hours_that_nobody_has_are_warned_of_where_they_stand() -> None:
    asked = {"not": {"hours": {"kind": "delivry", "is": "inside"}}}
    rules = [
        rule("r", chat_hours={"kind": "phone"}, **{"if": [asked, {"hours": {"kind": "delivery", "is": "inside"}}]})
    ]
    content = {"frontdesk": 1, "message_sets": [message_set(chat_hours={"kind": "fone"})], "rules": rules}
    place = establishment_from({"id": "a", "name": "A", "hours": {"delivery": {}, "phone": {}}})

    found = check_kinds(document_from_json(content), [place])

    assert [(w.id, w.path, w.severity) for w in found] == [
        ("FD189", "message_sets[0].chat_hours.kind", "warning"),
        ("FD189", "rules[0].if[0].not.hours.kind", "warning"),
    ]
    assert check_kinds(document_from_json(content), []) == ()


def test_a_name_of_nobody_is_told_in_three_parts() -> None:
    (found,) = check_references(load("frontdesk: 1\nmessage_sets: [{establishments: [q]}]", "a.yaml"), SHOPS)

    assert describe(found) == (
        "FD373 no establishment has the id 'q' at a.yaml:2:34 (message_sets[0].establishments[0]): "
        "check its spelling against the source of establishments"
    )


@pytest.mark.parametrize("chosen", ["all", None, 3, {"ids": 3}, {"groups": None}, [], {}])
def test_references_of_a_document_that_is_still_wrong_are_looked_for_without_a_crash(chosen: object) -> None:
    content = {"frontdesk": 1, "message_sets": [message_set(establishments=chosen), 3], "rules": [3, {"if": 3}]}

    assert check_references(document_from_json(content), SHOPS) == ()


# Channels that carry less

BUTTONS = Carrier(style=CarrierStyle.BUTTONS, count=3, title=Limit(most=20))
NARROW = Capabilities(text=Limit(most=30), carriers=(BUTTONS,), native_starters=BUTTONS)


def starters(*titles: str) -> list[dict[str, object]]:
    return [{"title": title, "answer": "x"} for title in titles]


def losses(*, capabilities: Capabilities = NARROW, **keys: object) -> list[tuple[str, str]]:
    content = document_from_json({"frontdesk": 1, "message_sets": [message_set(**keys)]})
    found = check_capabilities(content, [account("phone", "sms", capabilities=capabilities)], fit, fit_profile)
    return [(warning.id, warning.path) for warning in found]


def test_a_set_that_every_channel_carries_loses_nothing() -> None:
    assert losses(starters=starters("A", "B", "C")) == []


def test_h2_starters_that_a_channel_cannot_carry_are_told_before_they_are_sent() -> None:
    assert losses(starters=starters("A", "B", "C", "D")) == [
        ("FD376", "message_sets[0].starters"),
        ("FD379", "message_sets[0].starters[3]"),
    ]


def test_h4_a_title_that_is_cut_is_told_before_it_is_sent() -> None:
    assert ("FD377", "message_sets[0].starters") in losses(starters=starters("A title of 22 letters."))


def test_a_text_that_is_split_is_told_and_one_with_tags_is_left_to_the_preview() -> None:
    long = "word " * 20

    assert losses(welcome=long, absence=long) == [
        ("FD378", "message_sets[0].welcome"),
        ("FD378", "message_sets[0].absence"),
    ]
    assert losses(welcome=long + "{{ establishment.name }}") == []


def test_h7_more_starters_than_are_seen_at_once_are_advised_against() -> None:
    scrolled = Carrier(style=CarrierStyle.BUTTONS, count=13, title=Limit(most=20), visible=3)
    can = Capabilities(text=Limit(most=2000), carriers=(scrolled,))

    assert losses(capabilities=can, starters=starters("A", "B", "C")) == []
    assert losses(capabilities=can, starters=starters("A", "B", "C", "D")) == [("FD383", "message_sets[0].starters")]


def test_h2_emoji_that_titles_may_not_hold_are_told_in_messages_and_in_the_platforms_own_place() -> None:
    carrier = Carrier(style=CarrierStyle.BUTTONS, count=5, title=Limit(most=20), emoji=False)
    can = Capabilities(text=Limit(most=2000), carriers=(carrier,), native_starters=carrier)

    assert losses(capabilities=can, starters=starters("Hours ⏰")) == [
        ("FD384", "message_sets[0].starters"),
        ("FD386", "message_sets[0].starters"),
    ]


def test_h2_what_the_platforms_own_place_cuts_is_told_where_it_is_written() -> None:
    native = Carrier(style=CarrierStyle.BUTTONS, count=4, title=Limit(most=10))
    can = Capabilities(text=Limit(most=2000), native_starters=native, native_greeting=Limit(most=20))
    found = losses(
        capabilities=can, starters=starters("A title of 22 letters."), welcome="Hello there. How can we help?"
    )

    assert found[-2:] == [("FD385", "message_sets[0].starters"), ("FD387", "message_sets[0].welcome")]


def test_a_platform_that_knows_one_language_is_told_to_leave_the_others_out() -> None:
    native = Carrier(style=CarrierStyle.BUTTONS, count=4, title=Limit(most=80))
    can = Capabilities(text=Limit(most=2000), carriers=(native,), native_starters=native)
    both = [{"title": {"en": "Hours?", "fr": "Horaires ?"}, "answer": "x"}]

    assert losses(capabilities=can, starters=both) == [("FD388", "message_sets[0].starters")]


def test_only_accounts_that_the_set_is_for_are_asked() -> None:
    assert losses(channels=["web"], starters=starters("A", "B", "C", "D")) == []


def test_a_loss_is_told_in_three_parts() -> None:
    content = document_from_json({"frontdesk": 1, "message_sets": [message_set(starters=starters("A", "B", "C", "D"))]})

    accounts = [account("phone", capabilities=NARROW)]
    told = [describe(found) for found in check_capabilities(content, accounts, fit, fit_profile)]

    assert told == [
        (
            "FD376 the account 'phone' shows these 4 starters as numbered text: they fit neither buttons nor list at "
            "message_sets[0].starters: use fewer starters or shorter titles, or accept what the preview shows"
        ),
        (
            "FD379 the platform of account 'phone' shows 3 starters before the first message; left out there: 'D' at "
            "message_sets[0].starters[3]: put the most wanted starters first; after the welcome all of them are offered"
        ),
    ]


@pytest.mark.parametrize(
    ("channels", "told"),
    [
        ("al", ["al"]),
        (["all"], ["all"]),
        (["web", "telegramm"], ["telegramm"]),
        ("all", []),
        (["site"], []),
        ("web", []),
    ],
)
def test_a_channel_without_an_account_is_warned_of(channels: object, told: list[str]) -> None:
    document = document_from_json({"frontdesk": 1, "message_sets": [message_set(channels=channels)]})

    found = check_references(document, SHOPS, [account()])

    assert [(d.id, d.params["word"], d.severity) for d in found] == [("FD365", name, "warning") for name in told]
    assert check_references(document, SHOPS) == ()
