"""The preview of a draft: what a contact would read, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from frontdesk import Capabilities, Carrier, CarrierStyle, Host, Limit, Segments
from frontdesk.diagnostics import describe
from frontdesk.model import Toggles
from frontdesk_server.publishing.draft_books import Beside
from frontdesk_server.publishing.preview import Asked, Preview, Previewer
from tests.server.publishing.previewing import DRAFT, LIVE, PHONE, WEB, WEDNESDAY, ids, place, shown, texts


def _notes(preview: Any) -> list[str]:
    return [note.id for note in preview.notes]


def test_preview_shows_the_draft_as_if_it_were_active(host: Host) -> None:
    preview = shown(host)
    assert texts(preview) == [["Bonjour, ici Lyon."]]
    assert preview.speaking == "Accueil"
    assert preview.faults == preview.notes == ()


def test_preview_is_in_the_contacts_language(host: Host) -> None:
    assert texts(shown(host, locale="en-GB")) == [["Hello, this is Lyon."]]


def test_preview_answers_the_starters_that_are_tapped(host: Host) -> None:
    preview = shown(host, taps=("place", "hours"))
    assert [step.tapped for step in preview.steps] == ["", "Où êtes-vous ?", "Vos horaires ?"]
    assert texts(preview)[1] == ["Lyon"]
    assert [choice.id for choice in preview.steps[0].choices] == ["hours", "place"]


def test_preview_offers_numbered_starters_to_be_tapped_too(host: Host) -> None:
    preview = shown(host, account=PHONE, taps=("place",))
    assert preview.steps[0].messages[-1].message.suggestions == ()
    assert "2. Où êtes-vous ?" in preview.steps[0].messages[-1].text
    assert texts(preview)[1] == ["Lyon"]


def test_preview_says_what_the_channel_degrades(host: Host) -> None:
    preview = shown(host, account=PHONE)
    assert preview.steps[0].messages[-1].losses("fr") == [
        "sms : 2 questions ne tiennent ni en boutons ni en liste, envoyées en texte numéroté"
    ]


def test_preview_says_which_data_are_too_old_to_be_told(host: Host) -> None:
    draft = DRAFT | {"welcome": {"fr": "Bonjour.[[ {{ hours.status }}.]]"}, "tags": {"max_age": {"hours": "1d"}}}
    stale = replace(place(), source="erp", read_at=WEDNESDAY - timedelta(days=3))
    preview = shown(host, draft, establishment=stale)

    said = "hours.status sans valeur : les données de la source 'erp' ont 72 h, la limite est de 24 h"
    assert texts(preview) == [["Bonjour."]]
    assert [line for line in preview.steps[0].why("fr") if line.startswith(said)]
    assert texts(shown(host, draft, establishment=replace(stale, read_at=WEDNESDAY))) == [
        ["Bonjour. ouvert jusqu'à 18:00."]
    ]


def test_preview_of_a_set_that_is_live_replaces_its_live_version(host: Host) -> None:
    renamed = shown(host, DRAFT | {"name": "Été", "channels": ["sms"]}, live_name="Hiver")
    assert texts(renamed) == [[]]
    assert "FD881" in _notes(renamed)


def test_preview_shows_what_others_say_where_the_draft_is_silent(host: Host) -> None:
    preview = shown(host, DRAFT | {"channels": ["sms"]})
    assert (texts(preview), preview.speaking) == ([["Bienvenue en hiver."]], "Hiver")


def test_preview_of_dates_that_have_not_come_says_so(host: Host) -> None:
    preview = shown(host, DRAFT | {"from": "2026-06-01"})
    assert "FD882" in _notes(preview)
    assert preview.speaking == "Hiver"
    assert texts(shown(host, DRAFT | {"from": "2026-06-01"}, when="2026-06-02T11:00")) == [["Bonjour, ici Lyon."]]


def test_preview_for_an_establishment_that_is_not_chosen_says_so_and_shows_it(host: Host) -> None:
    preview = shown(host, DRAFT | {"establishments": {"groups": ["others"]}})
    assert (texts(preview), _notes(preview)) == ([["Bonjour, ici Lyon."]], ["FD880"])


def test_preview_keeps_rules_that_name_another_set(host: Host) -> None:
    offer: dict[str, object] = {
        "name": "late",
        "on": "message_received",
        "do": [{"send": "Choose"}, {"offer_starters": "Elsewhere"}],
    }
    elsewhere = DRAFT | {"name": "Elsewhere", "establishments": {"groups": ["nobody"]}}
    live = LIVE | {"message_sets": [elsewhere], "rules": [offer]}
    preview = shown(host, live=live)
    assert (texts(preview), preview.notes) == ([["Bonjour, ici Lyon."]], ())


def test_preview_heeds_what_is_switched_off(host: Host) -> None:
    preview = shown(host, toggles=Toggles(welcome=False))
    assert texts(preview) == [[]]
    assert "désactivé" in "".join(preview.steps[0].why("fr"))


def test_preview_takes_out_of_the_trace_the_paths_of_the_form(host: Host) -> None:
    preview = shown(host)
    assert "welcome" in {line.path for line in preview.steps[0].trace if line.id == "said"}


def test_preview_at_next_opening_and_closing_is_on_either_side_of_the_hours(host: Host) -> None:
    opening, closing = shown(host, when="next_opening"), shown(host, when="next_closing")
    assert (opening.hours.answer.state, closing.hours.answer.state) == ("open", "closed")
    assert f"{opening.at:%a %H:%M}" == "Thu 09:00"
    assert texts(closing) == [["Fermé. De retour demain à 09:00."]]


def test_preview_of_the_next_opening_heeds_the_drafts_own_hours(host: Host) -> None:
    draft = DRAFT | {"chat_hours": {"weekly": {"mon-sun": ["20:00-22:00"]}}}
    assert f"{shown(host, draft, when='next_opening').at:%a %H:%M %Z}" == "Wed 20:00 CET"


@pytest.mark.parametrize(("hours", "note"), [("next_opening", "FD885"), ("next_closing", "FD886")])
def test_preview_without_hours_says_that_there_is_no_next_change(host: Host, hours: str, note: str) -> None:
    preview = shown(host, establishment=place(opening_hours=None), when=hours)
    assert (_notes(preview), preview.at) == ([note], WEDNESDAY)
    assert texts(preview) == [["Bonjour, ici Lyon."]]


def test_preview_of_a_time_that_clocks_skip_is_the_change(host: Host) -> None:
    preview = shown(host, when="2026-03-29T02:30")
    assert (_notes(preview), f"{preview.at:%H:%M %z}") == (["FD883"], "03:00 +0200")


def test_preview_of_a_time_that_comes_twice_is_the_first(host: Host) -> None:
    preview = shown(host, when="2026-10-25T02:30")
    assert (_notes(preview), preview.at.astimezone(UTC)) == (["FD884"], datetime(2026, 10, 25, 0, 30, tzinfo=UTC))


@pytest.mark.parametrize(
    "when", ["soon", "2026-02-30T10:00", "0001-01-01", "9999-12-31T23:59", "1" * 9000, "\x00", "0001-01-01T00:00+14:00"]
)
def test_preview_of_no_instant_is_now_and_says_so(host: Host, when: str) -> None:
    preview = shown(host, when=when)
    assert (_notes(preview), preview.at) == (["FD887"], WEDNESDAY)


def test_preview_with_an_offset_is_told_on_the_establishments_clock(host: Host) -> None:
    preview = shown(host, when="2026-07-01T12:00+00:00")
    assert f"{preview.at:%H:%M}" == "14:00"


def test_preview_of_a_place_without_a_zone_says_so(host: Host) -> None:
    preview = shown(host, establishment=place(timezone=None), when="2026-07-01T12:00")
    assert (_notes(preview), preview.at) == (["FD888"], datetime(2026, 7, 1, 12, tzinfo=UTC))


def test_preview_passes_over_starters_that_are_gone(host: Host) -> None:
    preview = shown(host, taps=("gone", "place"))
    assert (len(preview.steps), _notes(preview)) == (2, ["FD889"])


def test_preview_of_many_taps_never_trips_the_loop_breaker(host: Host) -> None:
    preview = shown(host, taps=("place", "hours") * 30)
    assert len(preview.steps) == 21
    assert all(step.messages for step in preview.steps)


# Drafts that are not valid


def test_a_bad_tag_is_told_with_its_place_and_stands_as_it_was_typed(host: Host) -> None:
    draft = DRAFT | {"welcome": {"fr": "Bonjour,\nici {{ establishment.nam }} !", "en": "Hello"}}
    preview = shown(host, draft)
    assert [(fault.id, fault.path, fault.line, fault.column) for fault in preview.faults] == [
        ("FD202", "welcome.fr", 2, 8)
    ]
    message = preview.steps[0].messages[0]
    assert message.text == "Bonjour,\nici {{ establishment.nam }} !"
    assert message.bad
    assert message.pieces == (
        ("Bonjour,\nici ", False),
        ("{{ establishment.nam }}", True),
        (" !", False),
    )


def test_a_bad_answer_leaves_everything_else_to_be_shown(host: Host) -> None:
    starters = [*DRAFT["starters"], {"id": "bad", "title": "Prix {{", "answer": "{{ nope }}"}]  # type: ignore[misc]
    preview = shown(host, DRAFT | {"starters": starters}, taps=("place", "bad"))
    assert ids(preview) == [("FD202", "starters[2].answer"), ("FD201", "starters[2].title")]
    assert [choice.title for choice in preview.steps[0].choices] == ["Vos horaires ?", "Où êtes-vous ?", "Prix {{"]
    assert texts(preview) == [["Bonjour, ici Lyon."], ["Lyon"], ["{{ nope }}"]]


def test_an_empty_draft_shows_what_it_can_and_says_what_is_missing(host: Host) -> None:
    preview = shown(host, {})
    paths = {path for _, path in ids(preview)}
    assert paths == {"name", "establishments", "welcome", "absence"}
    assert texts(preview) == [[""]]


def test_an_empty_language_gives_way_to_the_other(host: Host) -> None:
    preview = shown(host, DRAFT | {"welcome": {"fr": "", "en": "Hello"}})
    assert (ids(preview), texts(preview)) == ([("FD326", "welcome.fr")], [["Hello"]])


def test_a_fault_that_is_no_text_is_left_out_and_told(host: Host) -> None:
    preview = shown(host, DRAFT | {"chat_hours": "nope", "policy": {"greet_once": "never"}, "zzz": 1})
    assert {path for _, path in ids(preview)} == {"chat_hours", "policy.greet_once", "zzz"}
    assert texts(preview) == [["Bonjour, ici Lyon."]]
    assert _notes(preview) == ["FD890"] * 3


def test_starters_that_are_too_many_or_alike_are_told_and_the_rest_is_shown(host: Host) -> None:
    twins = [{"title": "Prix", "answer": f"{n}"} for n in range(7)]
    preview = shown(host, DRAFT | {"starters": twins})
    assert {id_ for id_, _ in ids(preview)} == {"FD357", "FD358"}
    assert len(preview.steps[0].choices) == 5


@pytest.mark.parametrize(
    "draft",
    [
        {"name": None, "establishments": 5, "welcome": [], "absence": {"fr": {"x": 1}}, "starters": {"a": 1}},
        {
            "name": "x" * 5000,
            "establishments": "all",
            "welcome": {"": "a"},
            "absence": {1: 2},
            "starters": [None, 5, []],
        },
        DRAFT | {"starters": [{"title": {"fr": "{% x"}, "answer": {"zz zz": "a"}, "id": "§", "formerly": 5, "zzz": 1}]},
        DRAFT | {"welcome": "x" * 100_000, "absence": "\u202e\x00<script>", "chat_hours": {"cron": [{"open": "x"}]}},
        DRAFT | {"channels": [], "from": "2026-13-01", "until": 5, "language": "!", "fallback": "", "privacy": {}},
        DRAFT | {"takes_over": ["Hiver"], "policy": 5},
    ],
)
def test_whatever_was_typed_there_is_a_preview(host: Host, draft: dict[str, object]) -> None:
    preview = shown(host, draft, taps=("hours",))
    for fault in (*preview.faults, *preview.doubts, *preview.notes):
        assert describe(fault, "fr")
    assert preview.steps


def test_a_release_that_cannot_be_compiled_leaves_the_draft_alone(host: Host) -> None:
    preview = shown(host, live=LIVE | {"rules": [{"name": "r", "on": "of_a_plugin_that_is_gone", "do": []}]})
    assert (texts(preview), _notes(preview)) == ([["Bonjour, ici Lyon."]], ["FD891"])


def test_a_list_of_100_000_establishments_is_not_compiled(host: Host) -> None:
    many = [f"e{n}" for n in range(100_000)]
    preview = shown(host, DRAFT | {"establishments": {"ids": [*many, "lyon"]}}, live=LIVE)
    assert preview.notes == ()
    assert texts(preview) == [["Bonjour, ici Lyon."]]


def test_books_are_kept_by_content(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    previewer, live = Previewer(host), Beside(LIVE)
    asked = Asked(draft=DRAFT, establishment=place(), account=WEB)
    first = previewer.show(asked, live, WEDNESDAY)
    monkeypatch.setattr("frontdesk_server.publishing.draft_books.compile_rulebook", _never)
    assert previewer.show(asked, live, WEDNESDAY) == first


def _never(*_: object) -> None:
    raise AssertionError("compiled again")


def test_what_carries_the_starters_instead_is_told_in_words(host: Host) -> None:
    few = Carrier(style=CarrierStyle.BUTTONS, count=1, title=Limit(most=20))
    many = Carrier(style=CarrierStyle.LIST, count=10, title=Limit(most=20))
    account = type(WEB)(
        id="w", channel="WhatsApp", capabilities=Capabilities(text=Limit(most=100), carriers=(few, many))
    )
    message = shown(host, account=account).steps[0].messages[-1]
    assert message.losses("fr") == ["WhatsApp : questions envoyées en liste au lieu de boutons"]
    assert message.losses("en") == ["WhatsApp: starters sent as list instead of buttons"]


def test_nobody_counts_the_segments_of_a_text_that_has_mistakes(host: Host) -> None:
    sms = type(WEB)(id="t", channel="sms", capabilities=Capabilities(text=Limit(most=1600), segments=Segments()))
    long = "Bonjour, ici votre boulangerie de quartier. " * 8
    assert any("segments SMS" in line for line in _losses(shown(host, DRAFT | {"welcome": {"fr": long}}, account=sms)))
    wrong = shown(host, DRAFT | {"welcome": {"fr": long + "{{ establishment.nam }}"}}, account=sms)
    assert wrong.steps[0].messages[-1].bad
    assert not any("segments SMS" in line for line in _losses(wrong))


def _losses(preview: Preview) -> list[str]:
    return [line for step in preview.steps for message in step.messages for line in message.losses("fr")]


def test_a_title_that_is_cut_is_told(host: Host) -> None:
    short = Carrier(style=CarrierStyle.BUTTONS, count=3, title=Limit(most=10))
    narrow = Capabilities(text=Limit(most=100), carriers=(short,))
    account = type(WEB)(id="w", channel="whatsapp", capabilities=narrow)
    message = shown(host, account=account).steps[0].messages[-1]
    assert [suggestion.title for suggestion in message.message.suggestions] == ["Vos horai…", "Où êtes-v…"]
    assert len(message.losses()) == 2


def test_preview_shows_what_the_platform_shows_before_the_first_message(host: Host) -> None:
    native = Carrier(style=CarrierStyle.BUTTONS, count=1, title=Limit(most=10))
    showing = replace(WEB, capabilities=replace(WEB.capabilities, native_starters=native, native_locales=True))
    before = shown(host, account=showing, locale="en").before
    assert (before.locale, before.starters) == ("en", ("Your hour…",))
    assert [line.id for line in before.lost] == [
        "native_title_cut",
        "native_left_out",
        "native_title_cut",
        "native_left_out",
    ]
    assert shown(host, account=PHONE).before is None
