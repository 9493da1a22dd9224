"""Rendering: what stands for a missing value, what is tidied, and how long a text stays true."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from frontdesk.model import Contact
from frontdesk.templating import Tag, TagTable, Wording
from tests.engine.templating.places import BAKERY, BARE, constant_tags, context, hours, nothing_known, rendered, said

TAGS = constant_tags(a="A", b="B", none=None)


def text(source: str) -> str | None:
    return rendered(source, tags=TAGS).text


# Missing values


def test_missing_tag_without_any_catch_leaves_no_text() -> None:
    found = rendered("{{ x.a }} {{ x.none }}", tags=TAGS)

    assert (found.text, found.missing) == (None, ("x.none",))


@pytest.mark.parametrize(
    "source", ["{{ x.none | default('D') }}", "{{ x.none or 'D' }}", "{{ x.none | upper | d('D') }}"]
)
def test_default_stands_for_a_missing_tag_and_is_told(source: str) -> None:
    found = rendered(source, tags=TAGS)

    assert (found.text, found.defaulted, found.missing) == ("D", ("x.none",), ())


def test_default_of_a_tag_with_a_value_is_not_used() -> None:
    found = rendered("{{ x.a | default('D') }}", tags=TAGS)

    assert (found.text, found.defaulted) == ("A", ())


def test_default_may_be_another_tag() -> None:
    assert text("{{ x.none | default(x.b) }}{{ x.none or x.none or x.a }}") == "BA"


def test_default_that_is_missing_itself_leaves_no_text() -> None:
    assert rendered("{{ contact.first_name | default(custom.gone) }}", nothing_known()).missing == ("custom.gone",)


def test_filter_leaves_a_missing_tag_missing() -> None:
    assert rendered("{{ x.none | upper | truncate(5) }}", tags=TAGS).missing == ("x.none",)


def test_missing_tag_is_false_in_a_condition_and_harms_nothing() -> None:
    source = "{% if x.none %}1{% endif %}{% if not x.none %}2{% endif %}{% if x.none == 'a' %}3{% endif %}"

    assert rendered(source, tags=TAGS)[:2] == ("2", ())


@pytest.mark.parametrize("test", ["x.none > 3", "x.none < 3", "x.none in ['a']", "'a' in x.none", "x.none == 3"])
def test_comparison_with_a_missing_tag_is_false(test: str) -> None:
    assert text(f"{{% if {test} %}}yes{{% else %}}no{{% endif %}}") == "no"


def test_segment_is_kept_when_its_tags_have_values() -> None:
    assert text("a [[({{ x.a }}, {{ x.b }})]] b") == "a (A, B) b"


def test_segment_is_dropped_whole_when_one_of_its_tags_is_missing() -> None:
    found = rendered("a [[({{ x.a }}, {{ x.none }})]] b", tags=TAGS)

    assert (found.text, found.dropped) == ("a b", ("x.none",))


def test_segment_with_a_condition_inside_is_dropped_only_if_the_missing_tag_is_printed() -> None:
    source = "a[[ {% if x.a == 'A' %}{{ x.b }}{% else %}{{ x.none }}{% endif %}]]."

    assert text(source) == "a B."
    assert text(source.replace("'A'", "'B'")) == "a."


def test_segment_inside_of_a_condition_is_dropped_alone() -> None:
    assert text("{% if x.a %}a[[ {{ x.none }}]][[ {{ x.b }}]]{% endif %}.") == "a B."


def test_segment_dropped_beside_a_condition_is_told_too() -> None:
    found = rendered("{% if x.a %}a{% endif %}[[ {{ x.none }}]]", tags=TAGS)

    assert (found.text, found.dropped) == ("a", ("x.none",))


def test_default_inside_of_a_segment_keeps_it() -> None:
    assert text("a[[ {{ x.none | default('D') }}]].") == "a D."


def test_tags_own_words_stand_outside_of_a_segment_and_drop_it_inside() -> None:
    always = context(opening=hours({"mon-sun": "all_day"}))

    assert said("Retour : {{ hours.next_opening }}.", always) == "Retour : ouvert 24h/24, 7j/7."
    assert said("Absents.[[ Retour {{ hours.next_opening }}.]]", always) == "Absents."


def test_text_of_which_nothing_is_left_is_none() -> None:
    assert text(" [[{{ x.none }}]]\n") is None
    assert text("{% if x.none %}a{% endif %} ") is None


def test_newlines_of_text_and_values_are_kept() -> None:
    assert rendered("a\n\n{{ x.n }}\nb", tags=constant_tags(n="1\r\n2\r3\u20284")).text == "a\n\n1\n2\n3\n4\nb"


# Tidying

TIDY = {
    "Hello [[{{ x.none }}]], welcome": "Hello, welcome",
    "Hello, [[{{ x.none }}]].": "Hello.",
    "Hello[[ {{ x.none }}]] !": "Hello !",
    "Hello [[{{ x.none }}]]!": "Hello!",
    "Bonjour [[{{ x.none }}]] : oui": "Bonjour : oui",
    "a [[{{ x.none }}]] b": "a b",
    "a[[{{ x.none }}]]b": "ab",
    "a ([[{{ x.none }}]]) b": "a b",
    "[[{{ x.none }}, ]]a": "a",
    "[[{{ x.none }}]], a": "a",
    "[[{{ x.none }}]]. A": "A",
    "We are away. [[Back {{ x.none }}]].": "We are away.",
    "We are away. [[Back {{ x.none }}.]] Bye": "We are away. Bye",
    "a [[{{ x.none }}]] [[{{ x.none }}]] b": "a b",
    "a - [[{{ x.none }}]]": "a",
    "a - [[{{ x.none }}]] - b": "a - b",
    "a / [[{{ x.none }}]] / b": "a / b",
    "a | [[{{ x.none }}]] | [[{{ x.none }}]] | b": "a | b",
    "a · [[{{ x.none }}]] · [[{{ x.none }}]]\nb": "a\nb",
    "a / [[{{ x.none }}]], b": "a, b",
    "[[{{ x.none }}]] / b": "b",
    "[[{{ x.none }} / ]]b / [[{{ x.none }}]]": "b",
    "a/[[{{ x.none }}]]/b": "a/b",
    "https://a.example/[[{{ x.none }}]]": "https://a.example/",
    "https://a.example/ - [[{{ x.none }}]]": "https://a.example/",
    "a: - [[{{ x.none }}]] - [[{{ x.none }}]]": "a",
    "[[{{ x.none }}]]/help": "/help",
    "one\n[[{{ x.none }}]]\ntwo": "one\ntwo",
    "one\n[[{{ x.none }}]]": "one",
    "[[{{ x.none }}]]\ntwo": "two",
    "Hello {{ x.none | default('') }}, you": "Hello, you",
    "Hello {{ x.none | default('') | upper }} you": "Hello you",
    "a  b , c [[{{ x.none }}]] d": "a  b , c d",
    "Bonjour [[{{ x.none }}]]\u00a0!": "Bonjour\u00a0!",
    "Bonjour\u00a0[[{{ x.none }}]], oui": "Bonjour, oui",
    "M.\u00a0[[{{ x.none }}]] a": "M.\u00a0a",
    "a (b, [[{{ x.none }}]]) c": "a (b) c",
    "a ([[{{ x.none }}]], b) c": "a (b) c",
    "a ([[{{ x.none }}]][[, {{ x.none }}]]) b": "a b",
    "a « [[{{ x.none }}]] » b": "a b",
    'a "[[{{ x.none }}]]" b': "a b",
    '"a" [[{{ x.none }}]] "b"': '"a" "b"',
    "¿[[{{ x.none }}]]? a": "a",
    "one\n\n[[{{ x.none }}]]\n\ntwo": "one\n\ntwo",
    "one\n\n[[{{ x.none }}]]\n[[{{ x.none }}]]\n\ntwo": "one\n\ntwo",
    "[[{{ x.none }}]]\n\ntwo": "two",
    "one\n\n[[{{ x.none }}]]": "one",
    "one\n[[{{ x.none }}]][[{{ x.none }}]]two": "one\ntwo",
    "one\n[[{{ x.none }}]] [[{{ x.none }}]] two": "one\ntwo",
    "a, [[{{ x.none }}]] [[{{ x.none }}]] b": "a, b",
    "a [[{{ x.none }}]][[{{ x.none }}]]b": "a b",
    "- a\n- [[{{ x.none }}]]\n- b": "- a\n- b",
    "• [[{{ x.none }}]] b\n• [[{{ x.none }}]]": "• b",
    "a [[{{ x.a }}]]  b ,": "a A  b ,",
}


@pytest.mark.parametrize(("source", "tidied"), TIDY.items())
def test_text_is_tidied_where_something_was_left_out_and_only_there(source: str, tidied: str) -> None:
    assert text(source) == tidied


@pytest.mark.parametrize(("source", "tidied"), TIDY.items())
def test_text_with_a_condition_is_tidied_alike(source: str, tidied: str) -> None:
    assert text(source + "{% if x.none %}{% endif %}") == tidied


# How long a text stays true

NOW = datetime(2026, 12, 16, 11, 30, tzinfo=UTC)
MIDNIGHT = datetime(2026, 12, 16, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("source", "until"),
    [
        ("{{ establishment.name }}", None),
        ("{{ custom.floor }}", None),
        ("{{ hours.today }}", MIDNIGHT),
        ("{{ now.date }}", MIDNIGHT),
        ("{{ hours.next_opening }}", datetime(2026, 12, 16, 13, tzinfo=UTC)),
        ("{{ chat_hours.status }}", datetime(2026, 12, 16, 15, tzinfo=UTC)),
        ("{{ chat_hours.status }} {{ hours.status }}", datetime(2026, 12, 16, 13, tzinfo=UTC)),
        ("{{ now.time }} {{ hours.today }}", NOW),
        ("{% if channel == 'web' %}{{ now.time }}{% endif %}a", None),
        ("[[{{ hours.next_opening }} {{ custom.gone }}]]a", datetime(2026, 12, 16, 13, tzinfo=UTC)),
    ],
)
def test_text_stays_true_as_long_as_its_shortest_tag(source: str, until: datetime | None) -> None:
    assert rendered(source).valid_until == until


def test_moment_that_outlasts_the_day_ends_with_it() -> None:
    evening = context(now=datetime(2026, 12, 16, 20, tzinfo=UTC))

    assert rendered("{{ hours.next_opening }}", evening).valid_until == MIDNIGHT


def test_moment_of_a_place_that_never_closes_ends_with_the_day() -> None:
    assert rendered("{{ hours.status }}", context(opening=hours({"mon-sun": "all_day"}))).valid_until == MIDNIGHT


def test_moment_of_a_plugin_follows_both_hours() -> None:
    tags = TagTable([Tag("x.m", {"en": "m", "fr": "m"}, "drop", lambda _context: "m", "moment")])

    assert rendered("{{ x.m }}", tags=tags).valid_until == datetime(2026, 12, 16, 13, tzinfo=UTC)


def test_day_that_begins_at_one_ends_the_day_before_at_that_instant() -> None:
    santiago = replace(BAKERY, timezone="America/Santiago")
    before = context(santiago, now=datetime(2026, 9, 6, 1, tzinfo=UTC))

    assert rendered("{{ now.date }}", before).valid_until == datetime(2026, 9, 6, 4, tzinfo=UTC)


@pytest.mark.parametrize("tag", ["chat_hours.today", "chat_hours.week", "chat_hours.next_opening"])
def test_day_of_a_place_without_a_zone_ends_by_the_clock_of_the_hours_that_are_told(tag: str) -> None:
    evening = datetime(2026, 12, 16, 14, 30, tzinfo=UTC)  # 23:30 in Tokyo
    there = context(BARE, now=evening, chat=hours(timezone="Asia/Tokyo"))

    assert rendered(f"{{{{ {tag} }}}}", there).valid_until == datetime(2026, 12, 16, 15, tzinfo=UTC)


def test_text_rendered_again_just_before_it_ends_is_the_same() -> None:
    wording = Wording.compile("{{ hours.next_opening }} / {{ hours.status }} / {{ hours.today }}")
    at = datetime(2026, 12, 14, 0, 30, tzinfo=UTC)
    for _ in range(30):
        first = wording.render("fr", context(now=at))
        assert first.valid_until is not None
        assert wording.render("fr", context(now=first.valid_until - timedelta(seconds=1))).text == first.text
        at = first.valid_until


@pytest.mark.parametrize(("name", "text"), [("Léa", "a [Léa] b"), (None, "a b")])
def test_segment_may_hold_brackets_at_its_ends(name: str | None, text: str) -> None:
    assert said("a [[[{{ contact.first_name }}]]] b", context(contact=Contact(address="1", first_name=name))) == text


@pytest.mark.parametrize(
    ("how", "text"),
    [
        ("7, true", "Caf..."),
        ("8, true", "Cafe\u0301..."),
        ("11, true, '', 0", "Cafe\u0301 \U0001f468\u200d\U0001f469\u200d\U0001f467"),
        ("10, true, end='!', leeway=0", "Cafe\u0301 !"),
        ("3, true, '', 0", "Caf"),
        ("4, true, '', 0", "Caf"),
    ],
)
def test_cut_never_goes_through_what_people_see_as_one_character(how: str, text: str) -> None:
    tags = constant_tags(m="Cafe\u0301 \U0001f468\u200d\U0001f469\u200d\U0001f467 du Nord")

    assert rendered(f"{{{{ x.m | truncate({how}) }}}}", tags=tags).text == text
