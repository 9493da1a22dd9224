"""How tags are told, as documents say it: read, refused, and printed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from frontdesk.errors import ConfigError
from frontdesk.rules import Rulebook, compile_rulebook, document_from_json, dump_rules
from frontdesk.rules.period import read_duration, written_duration
from frontdesk.rules.schema import json_schema
from frontdesk.templating import Dash, Manner
from frontdesk.vocabulary import Say
from tests.engine.rules.documents import errors, from_json, load, message_set, rule, words

WEEK, DAY = timedelta(days=7), timedelta(days=1)
SAID = {"max_age": {"hours": "7d", "*": "30d"}, "dash": "en", "name_zone": True}
MANNER = Manner.of(Dash.EN, name_zone=True, max_age={"hours": WEEK, "*": 30 * DAY})
STARTERS = [{"title": "A", "answer": "a"}, {"title": "B", "answer": "b", "tags": {"max_age": {"custom": "1d"}}}]


def effects_of(book: Rulebook, name: str) -> list[Say]:
    found = book.rule(name)
    assert found is not None
    effects = (effect for step in found.steps for effect in step.effects(None))  # type: ignore[arg-type]
    return [effect for effect in effects if isinstance(effect, Say)]


def test_set_tells_its_texts_in_its_manner() -> None:
    book = from_json(message_sets=[message_set(privacy="P", tags=SAID)])

    assert book.sets[0].manner == MANNER
    for part in ("privacy", "welcome", "absence", "absence-after-tap"):
        assert [say.manner for say in effects_of(book, f"Shops/{part}")] == [MANNER]


def test_starter_says_what_the_set_leaves_open_and_keeps_the_rest_of_it() -> None:
    book = from_json(message_sets=[message_set(starters=STARTERS, tags=SAID)])

    first, second = book.sets[0].starters
    assert first.manner == MANNER
    assert second.manner == Manner.of(Dash.EN, name_zone=True, max_age={"custom": DAY})


def test_send_says_it_for_itself() -> None:
    send = {"send": {"text": "T", "tags": {"max_age": {"hours.week": "1d"}}}}
    book = from_json(rules=[rule("late", do=[send])])

    assert [say.manner for say in effects_of(book, "late")] == [Manner.of(max_age={"hours.week": DAY})]


def test_what_says_nothing_is_told_as_usual() -> None:
    book = from_json(message_sets=[message_set(starters=STARTERS[:1])])

    assert book.sets[0].manner == book.sets[0].starters[0].manner == Manner()


def test_printed_rules_tell_their_tags_alike() -> None:
    content = {"frontdesk": 1, "message_sets": [message_set(starters=STARTERS, tags=SAID)]}
    book = compile_rulebook(document_from_json(content), words())
    again = compile_rulebook(load(dump_rules(document_from_json(content))), words())

    assert effects_of(again, "Shops/welcome")[0].manner == effects_of(book, "Shops/welcome")[0].manner == MANNER
    answers = [again.rule("Shops/answers"), book.rule("Shops/answers")]
    assert [[s.manner for s in found.starters] for found in answers if found] == [
        [starter.manner for starter in book.sets[0].starters]
    ] * 2


@pytest.mark.parametrize(
    ("tags", "found"),
    [
        ("{max_age: {hour: 7d}}", ["FD221"]),
        ("{max_age: {hours.wek: 7d}}", ["FD221"]),
        ("{max_age: {establishment.ph: 7d}}", ["FD221"]),
        ("{max_age: {contact: 7d}}", ["FD222"]),
        ("{max_age: {now.time: 7d, channel: 7d}}", ["FD222", "FD222"]),
        ("{max_age: {hours: soon}}", ["FD324"]),
        ("{max_age: 7d}", ["FD315"]),
        ("{dash: em}", ["FD319"]),
        ("{name_zone: 1}", ["FD317"]),
        ("{max_ages: {}}", ["FD310"]),
        ("7d", ["FD315"]),
    ],
)
@pytest.mark.parametrize(
    "place",
    [
        "message_sets:\n  - {{name: S, establishments: all, welcome: W, absence: A, tags: {tags}}}\n",
        "message_sets:\n  - name: S\n    establishments: all\n    welcome: W\n    absence: A\n    starters: {starters}",
        "rules:\n  - {{name: R, on: message_received, do: [{{send: {{text: T, tags: {tags}}}}}]}}\n",
    ],
)
def test_manner_that_cannot_be_is_refused_where_it_stands(place: str, tags: str, found: list[str]) -> None:
    starters = f"[{{title: T, answer: A, tags: {tags}}}]\n"
    text = "frontdesk: 1\n" + place.format(tags=tags, starters=starters)

    assert sorted(line.split()[0] for line in errors(text)) == found
    assert all(".tags" in line for line in errors(text))


@pytest.mark.parametrize("name", ["hours", "hours.week", "hours.on", "chat_hours", "custom", "custom.parking", "*"])
def test_ages_are_given_to_tags_and_to_what_tags_begin_with(name: str) -> None:
    book = from_json(message_sets=[message_set(tags={"max_age": {name: "1d"}})])

    assert book.sets[0].manner.max_age == ((name, DAY),)


def test_unknown_name_is_refused_with_what_may_be_meant() -> None:
    with pytest.raises(ConfigError) as refused:
        from_json(message_sets=[message_set(tags={"max_age": {"hours.wek": "1d"}})])

    (diagnostic,) = refused.value.diagnostics
    assert diagnostic.path == "message_sets[0].tags.max_age.hours.wek"
    assert "'hours.week'" in str(diagnostic.params["suggestions"])


@pytest.mark.parametrize("text", ["1m", "90m", "24h", "7d", "1d2h3m4s", "365d"])
def test_duration_is_written_as_it_is_read(text: str) -> None:
    assert read_duration(written_duration(read_duration(text))) == read_duration(text)


def test_schema_knows_the_keys() -> None:
    definitions = json_schema(words())["$defs"]
    assert isinstance(definitions, dict)

    assert set(definitions["MannerShape"]["properties"]) == {"max_age", "dash", "name_zone"}
