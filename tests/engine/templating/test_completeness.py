"""Completeness: who lacks a value that some text cannot do without."""

from __future__ import annotations

from dataclasses import replace

import pytest

from frontdesk.record import EstablishmentRecord, establishment_from
from frontdesk.templating import BUILTIN_TAGS, Completeness, Tag, TagTable, Wording, completeness
from tests.engine.templating.places import BAKERY, BARE, NOON_WEDNESDAY, hours

FULL = replace(BAKERY, id="full", opening_hours=hours())
SILENT = replace(BAKERY, id="silent", phone=None, custom={}, opening_hours=hours())
PLACES = [FULL, SILENT, replace(BARE, name="Bare")]


def lacking(*sources: str | dict[str, str]) -> dict[str, list[str]]:
    return dict(completeness(PLACES, [Wording.compile(source) for source in sources], NOON_WEDNESDAY, "fr"))


def test_establishments_without_a_value_are_named_by_tag() -> None:
    assert lacking("{{ establishment.phone }} {{ custom.floor }}", "{{ establishment.name }} {{ hours.week }}") == {
        "custom.floor": ["silent", "bare"],
        "establishment.phone": ["silent", "bare"],
        "hours.week": ["bare"],
    }


def test_tag_with_a_default_or_in_a_segment_or_behind_its_own_condition_is_not_counted() -> None:
    assert not lacking(
        "{{ establishment.phone | default('-') }}",
        "{{ establishment.phone or '-' }}",
        "a[[ {{ establishment.phone }}]]",
        "{% if establishment.phone %}{{ establishment.phone }}{% endif %}a",
        "{% if channel and establishment.phone %}{{ establishment.phone }}{% endif %}a",
        "{{ establishment.phone if establishment.phone else '-' }}",
    )


def test_tag_behind_another_condition_is_counted() -> None:
    assert lacking("{% if channel %}{{ establishment.phone }}{% endif %}a")
    assert lacking("{% if establishment.phone or channel %}{{ establishment.phone }}{% endif %}a")
    assert lacking("{% if establishment.phone %}a{% else %}{{ establishment.phone }}{% endif %}")


def test_every_language_is_looked_at() -> None:
    assert lacking({"fr": "a", "en": "{{ establishment.phone }}"}) == {"establishment.phone": ["silent", "bare"]}


def test_tags_that_do_not_speak_of_the_establishment_are_not_counted() -> None:
    assert not lacking("{{ contact.first_name }} {{ operator.first_name }} {{ channel }} {{ now.time }}")


def test_chat_hours_are_the_opening_hours_where_there_are_none() -> None:
    assert lacking("{{ chat_hours.next_opening }}") == {"chat_hours.next_opening": ["bare"]}


def test_what_is_asked_in_parts_is_what_is_asked_at_once() -> None:
    texts = ["{{ establishment.phone }} {{ hours.week }} {{ custom.parking }} {{ hours.on['2026-12-25'] }}"]
    asked = Completeness([Wording.compile(source) for source in texts], NOON_WEDNESDAY, "fr")
    without_hours = [replace(place, opening_hours=None, chat_hours=None) for place in PLACES]

    assert set(asked.of_data) == {"establishment.phone", "custom.parking"}
    assert set(asked.of_hours) == {"hours.week", "hours.on.2026-12-25"}
    for place, bare in zip(PLACES, without_hours, strict=True):
        parts = [*asked.missing(bare, asked.of_data), *asked.missing(place, asked.of_hours)]
        assert parts == asked.missing(place)


def test_a_plugin_s_tag_is_asked_of_whole_establishments() -> None:
    tag = Tag("establishment.stars", {"en": "stars", "fr": "étoiles"}, "drop", lambda context: None)
    asked = Completeness(
        [Wording.compile("{{ establishment.stars }}", tags=TagTable([*BUILTIN_TAGS, tag]))], NOON_WEDNESDAY, "fr"
    )

    assert set(asked.of_plugins) == {"establishment.stars"}


@pytest.mark.parametrize("tag", [tag for tag in BUILTIN_TAGS if tag.namespace in {"establishment", "chat", "custom"}])
def test_a_tag_of_data_looks_at_no_other_fields_than_it_says(tag: Tag) -> None:
    name = tag.name.replace("*", "parking")
    record = {
        **{key: f"+33 1 23 45 67 {at}9" for at, key in enumerate(EstablishmentRecord.model_fields)},
        "address": {"lines": ["1 rue X"], "city": "Lille", "postal_code": "59000", "region": "N", "country": "FR"},
        "opening_hours": None,
        "chat_hours": None,
        "hours": {},
        "coordinates": None,
        "groups": ["g"],
        "excluded_contacts": [],
        "active": True,
        "custom": {"parking": "yes"},
        "timezone": "Europe/Paris",
        "locale": "fr",
    }
    asked = Completeness([Wording.compile(f"{{{{ {name} }}}}")], NOON_WEDNESDAY, "fr")
    read = {"id", "name", "timezone", *asked.fields}
    bare = {key: value for key, value in record.items() if key in read}
    emptied = {key: value for key, value in record.items() if key not in asked.fields or key == "name"}

    assert asked.missing(establishment_from(bare)) == asked.missing(establishment_from(record)) == []
    assert asked.missing(establishment_from(emptied)) == ([] if name == "establishment.name" else [name])
