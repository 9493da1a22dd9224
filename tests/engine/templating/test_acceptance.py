"""The acceptance cases and edge cases about texts, each named by its id."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from frontdesk.errors import ConfigError
from frontdesk.templating import BUILTIN_TAGS, Tag, TagTable, Wording, choose_language, language_chain
from tests.engine.templating.places import BAKERY, STRANGER, context, hours, rendered, said

WELCOME = Wording.compile(
    {"fr": "Bonjour, ici {{ establishment.name }}.", "en": "Hello, this is {{ establishment.name }}."}
)
ABSENCE = Wording.compile(
    {"fr": "Absents.[[ Retour {{ chat_hours.next_opening }}.]]", "en": "Away.[[ Back {{ chat_hours.next_opening }}.]]"}
)
TITLE = Wording.compile({"fr": "Vos horaires ?", "en": "Your hours?", "de": "Öffnungszeiten?"})


def test_f1_greeting_has_a_variant_for_each_language_with_a_chain_of_fallbacks() -> None:
    chosen = {
        asked: choose_language(language_chain(asked, "fr-FR"), [WELCOME], "en") for asked in ("en-US", "fr", "de", None)
    }

    assert chosen == {"en-US": "en", "fr": "fr", "de": "fr", None: "fr"}


def test_f2_variants_live_inside_of_one_configuration() -> None:
    assert WELCOME.languages == ("fr", "en")
    assert [WELCOME.render(language, context()).text for language in WELCOME.languages] == [
        "Bonjour, ici Boulangerie Martin.",
        "Hello, this is Boulangerie Martin.",
    ]


@pytest.mark.parametrize("locale", [None, "", "und", "nil", "tlh", "x" * 100])
def test_f4_unknown_locale_falls_back_instead_of_failing(locale: str | None) -> None:
    assert choose_language(language_chain(locale, "fr"), [WELCOME, ABSENCE], "en") == "fr"


def test_f5_message_is_never_in_two_languages() -> None:
    assert choose_language(("de", "en"), [WELCOME, TITLE], "fr") == "en"
    assert choose_language(("de",), [WELCOME, TITLE], "fr") == "fr"


def test_f5_hours_within_a_text_are_in_its_language() -> None:
    monday = context(locale="en", now=datetime(2026, 12, 19, 18, tzinfo=UTC))

    assert ABSENCE.render("en", monday).text == "Away. Back on Monday at 10:00."


def test_f5_text_that_falls_back_to_another_language_tells_hours_in_that_one() -> None:
    only_french = Wording.compile({"fr": "Retour {{ chat_hours.next_opening }}."})

    assert only_french.render("en", context(locale="en")).text == "Retour demain à 10:00."


def test_g1_tag_has_a_default_of_its_own() -> None:
    source = 'Hello {{ contact.first_name | default("there") }}'

    assert said(source) == "Hello Léa"
    assert said(source, context(contact=STRANGER)) == "Hello there"


def test_g2_fields_and_hours_stand_in_greeting_and_away_texts_alike() -> None:
    every = " ".join(f"{{{{ {tag.name} }}}}" for tag in BUILTIN_TAGS if not tag.name.endswith("*"))

    assert Wording.compile(every).tags == {tag.name for tag in BUILTIN_TAGS if not tag.name.endswith("*")}


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("fr", "Retour demain à 04:00 (heure : New York)"),
        ("en", "Retour tomorrow at 04:00 (New York Time)"),
        ("en-US", "Retour tomorrow at 4:00 AM (New York Time)"),
        ("es", "Retour mañana a las 4:00 (hora de Nueva York)"),
        ("de", "Retour morgen um 04:00 Uhr (Ortszeit New York)"),
        ("it", "Retour domani alle 04:00 (ora di New York)"),
        ("pt", "Retour amanhã às 04:00 (Hora de Nova Iorque)"),
    ],
)
def test_g2_hours_tag_takes_the_zone_of_the_visitor(locale: str, text: str) -> None:
    source = 'Retour {{ chat_hours.next_opening["America/New_York"] }}'

    assert said(source, context(locale=locale)) == text


def test_g2_day_words_go_by_the_calendar_of_that_zone() -> None:
    evening = context(now=datetime(2026, 12, 16, 19, tzinfo=UTC))  # in Tokyo it is Thursday already
    source = '{{ chat_hours.next_opening }} / {{ chat_hours.next_opening["Asia/Tokyo"] }}'

    assert said(source, evening) == "demain à 10:00 / aujourd'hui à 18:00 (heure : Tokyo)"


@pytest.mark.parametrize(
    ("zone", "until"),
    [
        ("Asia/Tokyo", datetime(2026, 12, 16, 15, tzinfo=UTC)),  # midnight there, before the chat closes in Paris
        ("America/New_York", datetime(2026, 12, 16, 15, 0, tzinfo=UTC)),  # the chat closes
    ],
)
def test_g2_text_is_true_until_the_day_ends_there_or_here(zone: str, until: datetime) -> None:
    assert rendered(f'{{{{ chat_hours.next_opening["{zone}"] }}}}').valid_until == until


def test_g4_failing_tag_never_shows_an_error_to_the_customer() -> None:
    def fail(_context: object) -> str:
        raise ZeroDivisionError("internal")

    table = TagTable([Tag("x.boom", {"en": "boom", "fr": "boum"}, "drop", fail)])
    found = rendered("Hello {{ x.boom }}", tags=table)

    assert (found.text, found.missing, found.failed) == (
        None,
        ("x.boom",),
        (("x.boom", "ZeroDivisionError: internal"),),
    )
    assert rendered("Hello[[ {{ x.boom }}]].", tags=table).text == "Hello."


def test_g4_broken_text_is_refused_when_it_is_written() -> None:
    with pytest.raises(ConfigError, match="FD201"):
        Wording.compile("Hello {{ contact.first_name | }}")


def test_g5_title_of_a_starter_takes_the_same_tags_as_a_welcome() -> None:
    assert said("{{ establishment.city }} : vos horaires ?") == "Paris : vos horaires ?"


def test_g7_next_opening_is_told_across_holidays() -> None:
    before_christmas = context(
        now=datetime(2026, 12, 24, 18, tzinfo=UTC),
        locale="en",
        chat=hours({"mon-fri": ["08:00-18:00"]}, holidays={"country": "FR", "behaviour": "closed"}),
    )

    assert ABSENCE.render("en", before_christmas).text == "Away. Back on Monday at 08:00."


def test_edge_case_28_place_that_never_closes_drops_the_next_opening() -> None:
    always = context(opening=hours({"mon-sun": "all_day"}))

    assert said("Absents.[[ Retour {{ hours.next_opening }}.]]", always) == "Absents."
    assert said("{{ hours.next_opening }}", always) == "ouvert 24h/24, 7j/7"
    assert said("{{ hours.status }}", always) == "ouvert 24h/24, 7j/7"


def test_edge_case_29_place_that_never_opens_has_no_next_opening() -> None:
    found = rendered("{{ hours.next_opening }}", context(opening=hours({"mon-sun": "closed"})))

    assert (found.text, found.missing) == (None, ("hours.next_opening",))


@pytest.mark.parametrize("schedule", [None, hours({}), hours({"mon-sun": "unknown"}), hours(timezone=None)])
def test_edge_case_30_unknown_hours_are_never_told_as_closed(schedule: object) -> None:
    known = replace(BAKERY, timezone=None)
    source = "{{ hours.today }} / {{ hours.status | default('?') }} / {{ hours.next_opening | default('?') }}"

    assert said(source, context(known, opening=schedule)) == "horaires non communiqués / ? / ?"


def test_edge_case_55_chat_hours_and_opening_hours_do_not_mix() -> None:
    lunch = context(now=datetime(2026, 12, 16, 11, 30, tzinfo=UTC))
    evening = context(now=datetime(2026, 12, 16, 16, 30, tzinfo=UTC))
    source = "{{ hours.status }} / {{ chat_hours.status }}"

    assert said(source, lunch) == "fermé / ouvert jusqu'à 16:00"
    assert said(source, evening) == "ouvert jusqu'à 18:00 / fermé"


def test_edge_case_56_hours_are_told_on_the_clock_of_the_shop() -> None:
    tokyo = replace(BAKERY, timezone="Asia/Tokyo")
    there = context(tokyo, now=datetime(2026, 12, 15, 23, tzinfo=UTC), opening=hours(timezone="Asia/Tokyo"))

    assert said("{{ hours.next_opening }}, {{ now.time }}", there) == "aujourd'hui à 09:00, 08:00"


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        ("Europe/Paris", "demain à 10:00"),
        ("Europe/Berlin", "demain à 10:00"),  # another zone, the same time
        ("Africa/Lagos", "demain à 10:00"),
        ("Europe/London", "demain à 09:00 (heure : Londres)"),
        ("America/Argentina/Buenos_Aires", "demain à 06:00 (heure : Buenos Aires)"),
        ("UTC", "demain à 09:00 (heure : UTC)"),
    ],
)
def test_edge_case_56_zone_is_named_when_offsets_differ_and_one_is_asked_for(zone: str, text: str) -> None:
    assert said(f'{{{{ chat_hours.next_opening["{zone}"] }}}}') == text


def test_edge_case_56_offsets_are_compared_at_the_instant_that_is_told() -> None:
    """Lagos is on Paris time in winter: told on Saturday, the Monday after the clocks change is what counts."""
    saturday = context(now=datetime(2026, 10, 24, 12, tzinfo=UTC))
    source = '{{ chat_hours.next_opening["Africa/Lagos"] }}'

    assert said(source, saturday) == "lundi à 10:00"


def test_edge_case_59_next_opening_of_an_open_place_is_the_one_after_its_closing() -> None:
    morning = context(now=datetime(2026, 12, 16, 9, tzinfo=UTC))

    assert said("{{ hours.next_opening }} / {{ hours.next_closing }} / {{ hours.status }}", morning) == (
        "aujourd'hui à 14:00 / aujourd'hui à 12:00 / ouvert jusqu'à 12:00"
    )


@pytest.mark.parametrize("value", ["{{hours.week}}", "[[ x ]]", "{% for i in x %}", "<b>&amp;</b>", "%s %(a)s {0}"])
def test_edge_case_60_value_that_looks_like_markup_is_printed_literally(value: str) -> None:
    shop = replace(BAKERY, name=value)

    assert said("a {{ establishment.name }} b", context(shop)) == f"a {value} b"
    assert said(
        "{% if channel %}a {{ establishment.name }}{% endif %}[[ {{ establishment.name }}]]", context(shop)
    ) == (f"a {value} {value}")
