"""The table of tags: complete, with a value and without one, under its French names too."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from zoneinfo import available_timezones

import pytest

from frontdesk.errors import ConfigError, PluginError
from frontdesk.templating import BUILTIN_TAGS, FRENCH_ALIASES, Tag, TagTable, builtin_table
from tests.engine.templating.places import (
    BAKERY,
    NOON_WEDNESDAY,
    constant_tags,
    context,
    hours,
    nothing_known,
    rendered,
)

NAMES = [tag.name for tag in BUILTIN_TAGS]

EXAMPLES = {
    "establishment.name": "Boulangerie Martin",
    "establishment.brand": "Martin",
    "establishment.code": "CS-75019",
    "establishment.address": "12 bis rue du Coquelicot, 75019 Paris",
    "establishment.address_lines": "12 bis rue du Coquelicot\n75019 Paris",
    "establishment.street": "12 bis rue du Coquelicot",
    "establishment.postal_code": "75019",
    "establishment.city": "Paris",
    "establishment.region": "IDF",
    "establishment.country": "France",
    "establishment.phone": "03 02 06 06 28",
    "establishment.phone_link": "tel:+33302060628",
    "establishment.email": "bonjour@example.org",
    "establishment.website": "https://example.org",
    "establishment.booking_url": "https://example.org/book",
    "establishment.map_url": "https://example.org/map",
    "establishment.directions_url": "https://example.org/go",
    "establishment.review_url": "https://example.org/review",
    "hours.week": "lun.-ven. 09:00-12:00, 14:00-18:00; sam. 09:00-12:30; dim. fermé",
    "hours.today": "09:00-12:00, 14:00-18:00",
    "hours.tomorrow": "09:00-12:00, 14:00-18:00",
    "hours.status": "fermé",
    "hours.open_until": "jusqu'à 18:00",
    "hours.next_opening": "aujourd'hui à 14:00",
    "hours.next_closing": "aujourd'hui à 18:00",
    "hours.next_opening.Asia/Tokyo": "aujourd'hui à 22:00 (heure : Tokyo)",
    "hours.next_closing.Asia/Tokyo": "demain à 02:00 (heure : Tokyo)",
    "hours.exceptional": "ven. 25 déc. fermé (Noël)",
    "hours.on.2026-12-25": "fermé (Noël)",
    "chat_hours.week": "lun.-ven. 10:00-16:00; sam.-dim. fermé",
    "chat_hours.today": "10:00-16:00",
    "chat_hours.tomorrow": "10:00-16:00",
    "chat_hours.status": "ouvert jusqu'à 16:00",
    "chat_hours.open_until": "jusqu'à 16:00",
    "chat_hours.next_opening": "demain à 10:00",
    "chat_hours.next_closing": "aujourd'hui à 16:00",
    "chat_hours.next_opening.Asia/Tokyo": "demain à 18:00 (heure : Tokyo)",
    "chat_hours.next_closing.Asia/Tokyo": "demain à 00:00 (heure : Tokyo)",
    "chat_hours.exceptional": "ven. 25 déc. fermé",
    "chat_hours.on.2026-12-25": "fermé",
    "hours_of.delivery.next_opening": "aujourd'hui à 18:00",
    "chat.expected_reply": "dans 30 minutes",
    "contact.first_name": "Léa",
    "contact.full_name": "Léa Durand",
    "operator.first_name": "Nadia",
    "channel": "WhatsApp",
    "now.date": "mercredi 16 décembre 2026",
    "now.time": "12:30",
    "custom.parking": "derrière",
}
MEMBERS = {"custom.*": "parking", "hours_of.*": "delivery.next_opening"} | {
    f"{hours}.{key}.*": member
    for hours in ("hours", "chat_hours")
    for key, member in {"on": "2026-12-25", "next_opening": "Asia/Tokyo", "next_closing": "Asia/Tokyo"}.items()
}
WITH_OWN_WORDS = {
    f"{hours}.{key}" for hours in ("hours", "chat_hours") for key in ("week", "today", "tomorrow", "on.2026-12-25")
}


def single(name: str) -> str:
    return name.replace("*", MEMBERS.get(name, "*"))


def written(name: str) -> str:
    """The tag as a text asks for it: a key that is no plain word stands in quotes."""
    return re.sub(r"(?<!delivery)\.(on|next_\w+)\.(.*)", r"""['\1']['\2']""", name)


def test_tags_are_labelled_in_french_and_english() -> None:
    assert not [tag.name for tag in BUILTIN_TAGS if not (tag.labels.get("fr") and tag.labels.get("en"))]


def test_tags_have_no_label_in_common() -> None:
    for language in ("fr", "en"):
        labels = [tag.labels[language] for tag in BUILTIN_TAGS]
        assert len(set(labels)) == len(labels)


def test_examples_cover_every_tag() -> None:
    assert set(EXAMPLES) == {*map(single, NAMES)}


@pytest.mark.parametrize("name", [*map(single, NAMES)])
def test_tag_with_a_value_prints_it(name: str) -> None:
    special = [{"date": "2026-12-25", "hours": "closed"}]
    known = context(chat=hours({"mon-fri": ["10:00-16:00"]}, special=special))
    afternoon = replace(known, now=NOON_WEDNESDAY + timedelta(hours=3)) if name == "hours.open_until" else known

    assert rendered(f"{{{{ {written(name)} }}}}", afternoon).text == EXAMPLES[name]


@pytest.mark.parametrize("name", [name for name in map(single, NAMES) if name not in WITH_OWN_WORDS])
def test_tag_without_a_value_keeps_the_text_from_being_sent(name: str) -> None:
    found = rendered(f"Hello {{{{ {written(name)} }}}}", nothing_known())

    assert (found.text, found.missing) == (None, (name,))


@pytest.mark.parametrize("name", sorted(WITH_OWN_WORDS))
def test_hours_that_are_not_known_are_said_not_to_be(name: str) -> None:
    found = rendered(f"{{{{ {written(name)} }}}}", nothing_known("en"))

    assert (found.text, found.missing, found.defaulted) == ("hours not available", (), (name,))


@pytest.mark.parametrize("name", [*map(single, NAMES)])
def test_optional_segment_around_a_missing_tag_is_dropped(name: str) -> None:
    found = rendered(f"Hello[[, {{{{ {written(name)} }}}}]].", nothing_known())

    assert (found.text, found.dropped, found.missing) == ("Hello.", (name,), ())


@pytest.mark.parametrize("alias", [*FRENCH_ALIASES])
def test_french_name_means_the_same_tag(alias: str) -> None:
    assert rendered(f"{{{{ {alias} }}}}") == rendered(f"{{{{ {FRENCH_ALIASES[alias]} }}}}")


def test_french_name_may_have_its_accents() -> None:
    assert rendered("{{ établissement.téléphone }}").text == "03 02 06 06 28"


def test_family_knows_every_key() -> None:
    assert rendered('{{ custom["opening note"] }} {{ custom.floor }}').text == "sonnez 2"


def test_family_itself_is_no_tag() -> None:
    assert builtin_table().lookup("custom.*") is None
    assert builtin_table().lookup("custom.") is None


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        ("establishment.nam", "establishment.name"),
        ("etablishment.name", "establishment.name"),
        ("hours.weekly", "hours.week"),
        ("contact.firstname", "contact.first_name"),
        ("horaires.semaines", "horaires.semaine"),
    ],
)
def test_misspelt_tag_suggests_the_right_one_first(wrong: str, meant: str) -> None:
    assert builtin_table().suggestions(wrong)[0] == meant


@pytest.mark.parametrize("wrong", ["zzz", "hours.qqq", "_", ""])
def test_suggestions_are_never_empty(wrong: str) -> None:
    assert builtin_table().suggestions(wrong)


def test_two_tags_of_one_name_are_refused() -> None:
    tag = Tag("x.a", {"en": "a", "fr": "a"}, "drop", lambda _context: None)

    with pytest.raises(PluginError, match="FD219"):
        TagTable([tag, tag])


def test_tag_of_a_plugin_that_fails_counts_as_missing_and_is_named() -> None:
    def fail(_context: object) -> str:
        raise RuntimeError("no database")

    table = TagTable([Tag("x.a", {"en": "a", "fr": "a"}, "drop", fail)])

    found = rendered('{{ x.a | default("b") }}', tags=table)
    assert (found.text, found.failed) == ("b", (("x.a", "RuntimeError: no database"),))


def test_tag_is_resolved_once_and_only_where_it_is_used() -> None:
    asked: list[str] = []
    tags = [
        Tag(f"x.{key}", {"en": key, "fr": key}, "drop", lambda _context, key=key: asked.append(key) or key)
        for key in "abc"
    ]

    assert rendered("{{ x.a }}{{ x.a }}{% if x.b == 'z' %}{{ x.c }}{% endif %}", tags=TagTable(tags)).text == "aa"
    assert asked == ["a", "b"]


def test_expected_reply_in_words_is_printed_as_given() -> None:
    spoken = context(replace(BAKERY, expected_reply="dans l'heure"))

    assert rendered("{{ chat.expected_reply }}", spoken).text == "dans l'heure"


@pytest.mark.parametrize(
    ("locale", "text"),
    [("en", "in 30 minutes"), ("de", "in 30 Minuten"), ("it", "tra 30 minuti"), ("es", "dentro de 30 minutos")],
)
def test_expected_reply_as_a_duration_is_said_in_the_language(locale: str, text: str) -> None:
    assert rendered("{{ chat.expected_reply }}", context(locale=locale)).text == text


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ("P1W", "in 1 week"),
        ("PT90S", "in 2 minutes"),
        ("PT30S", "in 30 seconds"),
        ("PT1H", "in 1 hour"),
        ("PT70M", "in 2 hours"),
        ("PT25H", "in 2 days"),
        ("pt2h", "in 2 hours"),
        (" P2D ", "in 2 days"),
        ("PT0M", None),
        ("PT", None),
        ("P", "P"),
        ("Pronto", "Pronto"),
    ],
)
def test_expected_reply_shows_no_notation_and_promises_nothing_sooner(given: str, text: str | None) -> None:
    english = context(replace(BAKERY, expected_reply=given), locale="en")

    assert rendered("{{ chat.expected_reply }}", english).text == text


def test_blank_value_is_missing() -> None:
    assert rendered("{{ x.a }}", tags=constant_tags(a=" \n ")).missing == ("x.a",)


@pytest.mark.parametrize("zone", ["America/New_Yrok", "new york", "localtime", "right/Europe/Paris", "a.b"])
def test_key_that_is_no_zone_is_told_with_a_real_one(zone: str) -> None:
    with pytest.raises(ConfigError) as caught:
        rendered(f"{{{{ hours.week }}}} {{{{ hours.next_opening['{zone}'] }}}}")

    (found,) = caught.value.diagnostics
    assert (found.id, found.params["zone"], found.column) == ("FD113", zone, 41)
    assert found.params["nearest"] in available_timezones()


@pytest.mark.parametrize("zone", ["Etc/GMT+20", "Etc/GTM"])
def test_zones_named_by_an_offset_are_never_suggested(zone: str) -> None:
    with pytest.raises(ConfigError) as caught:
        rendered(f"{{{{ hours.next_opening['{zone}'] }}}}")

    assert not str(caught.value.diagnostics[0].params["nearest"]).startswith("Etc/")


@pytest.mark.parametrize("zone", ["+02:00", "UTC+2", "GMT+25"])
def test_offset_for_a_zone_is_refused_as_that(zone: str) -> None:
    with pytest.raises(ConfigError, match="FD138"):
        rendered(f"{{{{ hours.next_opening['{zone}'] }}}}")


def test_misspelt_zone_is_told_with_the_one_that_was_meant() -> None:
    with pytest.raises(ConfigError, match=r"'America/New_Yrok'.*did you mean 'America/New_York'"):
        rendered("{{ chat_hours.next_closing['America/New_Yrok'] }}")


def test_zone_is_taken_by_a_tag_with_a_french_name_too() -> None:
    tag = builtin_table().lookup("horaires.prochaine_ouverture.Asia/Tokyo")

    assert tag is not None
    assert tag.name == "hours.next_opening.Asia/Tokyo"


def test_hours_of_a_date_are_asked_for_by_an_iso_date() -> None:
    assert rendered('{{ hours.on["2026-12-25"] }} / {{ hours.on["2026-12-26"] }}').text == "fermé (Noël) / 09:00-12:30"


@pytest.mark.parametrize("key", ["2026-02-30", "2026-13-01", "20261225", "2026-W52-5", "christmas", "1999-01-01", "*"])
def test_key_that_is_no_date_is_an_unknown_tag(key: str) -> None:
    assert builtin_table().lookup(f"hours.on.{key}") is None
