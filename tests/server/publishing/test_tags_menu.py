"""The menu of tags."""

from __future__ import annotations

from datetime import datetime

import pytest

from frontdesk import Host
from frontdesk.templating import Tag, TagTable, Wording
from frontdesk_server.publishing.tags_menu import MenuTag, tags_menu
from tests.server.publishing.previewing import WEDNESDAY, place


def _menu(host: Host, language: str = "fr", now: datetime = WEDNESDAY, **record: object) -> dict[str, MenuTag]:
    groups = tags_menu(host.vocabulary.tags, place(**record), now=now, language=language)  # type: ignore[arg-type]
    return {tag.name: tag for group in groups for tag in group.tags}


def test_menu_names_tags_in_the_operators_language(host: Host) -> None:
    assert _menu(host, "fr")["establishment.name"].label == "nom de l'établissement"
    assert _menu(host, "en")["establishment.name"].label == "establishment name"


def test_menu_shows_the_value_for_the_establishment(host: Host) -> None:
    menu = _menu(host)
    assert menu["establishment.name"].example == "Lyon"
    assert menu["hours.status"].example == "ouvert jusqu'à 18:00"
    assert menu["establishment.phone"].example is None


@pytest.mark.parametrize("key", ["parking", "opening note", 'with "quotes"', "2nd", "a.b"])
def test_what_the_menu_inserts_is_a_text_that_can_be_sent(host: Host, key: str) -> None:
    menu = _menu(host, custom={key: "à droite"})
    assert menu[f"custom.{key}"].example == "à droite"
    for tag in menu.values():
        if tag.name not in ("optional", "default"):
            Wording.compile(f"Bonjour {tag.insert}", host.vocabulary.tags)


def test_menu_has_the_hours_of_each_kind_that_the_place_has(host: Host) -> None:
    delivery = {"weekly": {"mon-sun": ["18:00-22:00"]}}
    menu = _menu(host, hours={"delivery": delivery})

    assert menu["hours_of.delivery.week"].label == "horaires de livraison"
    assert menu["hours_of.delivery.week"].example == "tous les jours 18:00-22:00"
    assert not [name for name in _menu(host) if name.startswith("hours_of")]


def test_menu_has_the_optional_part_and_the_default(host: Host) -> None:
    menu = _menu(host)
    assert menu["optional"].insert.startswith("[[")
    Wording.compile(f"{{{{ establishment.phone{menu['default'].insert} }}}}", host.vocabulary.tags)


def test_a_tag_that_fails_leaves_the_menu_whole() -> None:
    def broken(_context: object) -> str:
        raise RuntimeError

    table = TagTable([Tag("mine.tag", {"en": "mine", "fr": "le mien"}, "drop", broken)])
    groups = tags_menu(table, place(), now=WEDNESDAY, language="fr")
    assert (groups[0].tags[0].label, groups[0].tags[0].example) == ("le mien", None)


def test_menu_without_an_establishment_has_no_examples(host: Host) -> None:
    groups = tags_menu(host.vocabulary.tags, None, now=WEDNESDAY, language="en")
    assert all(tag.example is None for group in groups for tag in group.tags)
