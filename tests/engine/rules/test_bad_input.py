"""Bad documents: each is told what is wrong, where, and how to mend it; all that is wrong at once."""

from __future__ import annotations

import pytest

from frontdesk import ConfigError, describe
from frontdesk.rules import compile_rulebook, load_documents
from tests.engine.rules.documents import RULE, SET, compiled, error_ids, errors, from_json, message_set, rule, words


def test_broken_yaml_is_told_with_line_and_column() -> None:
    assert errors("frontdesk: 1\nmessage_sets:\n  - name: a: b\n") == [
        (
            "FD300 this is no YAML: mapping values are not allowed here at shops.yaml:3:12: mend the text at "
            "this line; "
            "a text with a colon, a quote or a brace in it goes in quotes"
        )
    ]


def test_a_forbidden_character_is_told_with_line_and_column() -> None:
    (told,) = errors("frontdesk: 1\nrules: [\x01]\n")

    assert told.startswith("FD300 this is no YAML: unacceptable character")
    assert "shops.yaml:2:9" in told


def test_broken_yaml_of_every_file_is_told_at_once() -> None:
    with pytest.raises(ConfigError) as raised:
        load_documents([("a.yaml", "x: ["), ("b.yaml", SET), ("c.yaml", "y: ]")])

    assert [(d.id, d.file) for d in raised.value.diagnostics] == [("FD300", "a.yaml"), ("FD300", "c.yaml")]


def test_an_unknown_key_is_told_with_the_one_that_was_meant() -> None:
    assert errors(SET.replace("absence", "absense")) == [
        "FD312 'absence' is missing at shops.yaml:4:5 (message_sets[0]): add 'absence:' here",
        "FD310 unknown key 'absense' at shops.yaml:7:5 (message_sets[0].absense): did you mean 'absence'?",
    ]


def test_an_unknown_key_like_no_other_is_told_with_those_there_are() -> None:
    (told,) = errors(SET + "    policy: {zzz: 1}\n")

    assert told == (
        "FD311 unknown key 'zzz' at shops.yaml:8:14 (message_sets[0].policy.zzz): remove it; known here: "
        "'absence_repeat', 'episode_idle', 'greet_once', 'starters_outside_hours'"
    )


def test_an_unknown_section_is_told() -> None:
    assert errors(SET + "rulez: []\n") == ["FD310 unknown key 'rulez' at shops.yaml:8:1 (rulez): did you mean 'rules'?"]


def test_an_unknown_condition_is_told_with_the_one_that_was_meant() -> None:
    assert errors(RULE.replace("chat_hours", "opening_hour")) == [
        "FD331 unknown condition 'opening_hour' at shops.yaml:7:9 (rules[0].if[0]): did you mean 'opening_hours'?"
    ]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (
            "on: mesage_received",
            "FD330 unknown trigger 'mesage_received' at shops.yaml:5:9 (rules[0].on): did you mean 'message_received'?",
        ),
        (
            "on: no_reply",
            (
                "FD336 the trigger 'no_reply' belongs to a plugin that is not installed at shops.yaml:5:9 "
                "(rules[0].on): "
                "pip install frontdesk-followups"
            ),
        ),
    ],
)
def test_an_unknown_trigger_is_told(written: str, told: str) -> None:
    assert errors(RULE.replace("on: message_received", written)) == [told]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (
            "- message_matches: hello",
            (
                "FD337 the condition 'message_matches' belongs to a plugin that is not installed at shops.yaml:7:9 "
                "(rules[0].if[0]): pip install frontdesk-keywords"
            ),
        ),
        (
            "- send: hello",
            "FD339 'send' does not belong under 'if' at shops.yaml:7:9 (rules[0].if[0]): move it under 'do'",
        ),
        (
            "- {channel: web, locale: fr}",
            (
                "FD340 one word is expected, with or without parameters, not 'channel', 'locale' at shops.yaml:7:9 "
                "(rules[0].if[0]): write each word as an item of its own: '- word' or '- word: parameters'"
            ),
        ),
        (
            "- chat_hours: insid",
            (
                "FD320 'insid' is not one of the values possible here at shops.yaml:7:21 (rules[0].if[0].chat_hours): "
                "did you mean 'inside'?"
            ),
        ),
        (
            "- any: []",
            (
                "FD321 this is empty at shops.yaml:7:14 (rules[0].if[0].any): write at least one item or character, "
                "or remove it"
            ),
        ),
        (
            "- not: {contact: {returning: 3}}",
            (
                "FD317 true or false is expected, not 3 at shops.yaml:7:36 (rules[0].if[0].not.contact.returning): "
                "write true or false, without quotes"
            ),
        ),
    ],
)
def test_a_wrong_condition_is_told(written: str, told: str) -> None:
    assert errors(RULE.replace("- chat_hours: outside", written)) == [told]


@pytest.mark.parametrize("chosen", [[], {}, None, {"ids": []}, {"groups": []}, {"groups": [], "except": ["a"]}])
def test_a_rule_for_nobody_is_told_and_not_taken_for_one_for_everybody(chosen: object) -> None:
    assert error_ids(rules=[rule("a", **{"if": [{"establishment": chosen}]})]) == ["FD363"]


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        ({"establishment": {"fields": {"ctiy": "Lyon"}}}, "did you mean 'city'"),
        ({"establishment": {"fields": {"zzz": "Lyon"}}}, "write one of 'brand', 'city'"),
        ({"establishment": {"fields": {"city": []}}}, "this is empty"),
        ({"chat_hours": []}, "this is empty"),
        ({"channel": []}, "this is empty"),
        ({"channel": ""}, "this is empty"),
        ({"locale": []}, "this is empty"),
        ({"locale": "french, english"}, "'french, english' is no language"),
        ({"page": []}, "this is empty"),
        ({"episode": {"first_event": []}}, "this is empty"),
    ],
)
def test_a_condition_that_could_hold_for_nobody_or_everybody_is_told(condition: object, told: str) -> None:
    with pytest.raises(ConfigError) as raised:
        from_json(rules=[rule("a", **{"if": [condition]})])

    (diagnostic,) = raised.value.diagnostics
    assert told in describe(diagnostic)
    assert diagnostic.path.startswith("rules[0].if[0].")


def test_e2_no_rule_can_pass_its_text_off_as_an_operators() -> None:
    assert error_ids(rules=[rule("a", do=[{"send": {"text": "Hi", "kind": "operator"}}])]) == ["FD319"]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (
            "- handover: {team: orders}",
            (
                "FD338 the action 'handover' belongs to a plugin that is not installed at shops.yaml:9:9 "
                "(rules[0].do[0]): "
                "pip install frontdesk-handover"
            ),
        ),
        (
            "- offer_starters: Shop",
            (
                "FD361 there is no message set 'Shop' at shops.yaml:9:25 (rules[0].do[0].offer_starters): write "
                "the name "
                "of a message set, or a list of starters; known sets: -"
            ),
        ),
        (
            '- send: "{{ establishment.nam }}"',
            (
                "FD202 unknown tag 'establishment.nam' at shops.yaml:9:19 (rules[0].do[0].send): did you mean "
                "'establishment.name', 'establishment.phone', 'establishment.email'?"
            ),
        ),
    ],
)
def test_a_wrong_action_is_told(written: str, told: str) -> None:
    assert errors(RULE.replace('- send: "Good night"', written)) == [told]


@pytest.mark.parametrize(
    ("text", "place"), [('"Hi {{ x.y }}"', "6:21"), ("'Hi {{ x.y }}'", "6:21"), ("Hi {{ x.y }}", "6:20")]
)
def test_an_error_in_a_text_is_told_at_its_own_column(text: str, place: str) -> None:
    (told, *_) = errors(SET.replace('{fr: "Bonjour", en: "Hello"}', text))

    assert f"shops.yaml:{place} (message_sets[0].welcome)" in told


def test_an_error_in_a_text_of_several_lines_is_told_at_its_own_line() -> None:
    text = "|\n      Hello\n\n      from {{ x.y }}"

    (told,) = errors(SET.replace('{fr: "Bonjour", en: "Hello"}', text))

    assert "shops.yaml:9:15 (message_sets[0].welcome)" in told


@pytest.mark.parametrize(
    "text", ["{{ establishment.__class__ }}", "{{ ''.join }}", "{% for x in y %}{% endfor %}", "{{ lipsum() }}"]
)
def test_a_text_that_reaches_past_the_tags_is_refused(text: str) -> None:
    assert errors(SET.replace('{fr: "Bonjour", en: "Hello"}', f'"{text}"'))


def test_b2_an_empty_text_cannot_be_activated() -> None:
    assert errors(SET.replace('{fr: "Absents", en: "Away"}', "''")) == [
        (
            "FD326 the text is empty at shops.yaml:7:14 (message_sets[0].absence): write what is to be sent; "
            "what is shown "
            "is what is sent, and nobody sends an empty message"
        )
    ]


def test_b2_a_text_that_is_empty_in_one_language_cannot_be_activated() -> None:
    assert errors(SET.replace('fr: "Absents"', 'fr: " "'))[0].startswith("FD326 the text is empty at shops.yaml:7:19")


@pytest.mark.parametrize("key", ["welcome", "absence"])
def test_both_greetings_are_mandatory(key: str) -> None:
    lines = [line for line in SET.splitlines() if not line.strip().startswith(key)]

    assert errors("\n".join(lines)) == [
        f"FD312 {key!r} is missing at shops.yaml:4:5 (message_sets[0]): add '{key}:' here"
    ]


def test_an_unknown_schedule_is_told() -> None:
    hours = "schedules: {evenings: {weekly: {mon: ['18:00-22:00']}}}\n"

    assert errors(SET + "    chat_hours: evening\n" + hours) == [
        "FD350 there is no schedule 'evening' at shops.yaml:8:17 (message_sets[0].chat_hours): did you mean 'evenings'?"
    ]


@pytest.mark.parametrize(
    ("schedule", "id"),
    [
        ("{timezone: Europe/Pari, weekly: {mon: ['18:00-22:00']}}", "FD113"),
        ("{weekly: {mon: ['18:00-']}}", "FD104"),
        ("{weekly: {moon: ['18:00-22:00']}}", "FD107"),
        ("{cron: [{open: 'R 8 * * *', minutes: 60}]}", "FD1"),
        ("{cron: [{open: '0 0 31 2 *', minutes: 60}]}", "FD1"),
        ("3", "FD102"),
    ],
)
def test_wrong_hours_are_told_where_they_stand(schedule: str, id: str) -> None:  # noqa: A002
    named = errors(SET + f"    chat_hours: x\nschedules: {{x: {schedule}}}\n")
    inline = errors(SET + f"    chat_hours: {schedule}\n")

    assert named[0].startswith(id)
    assert "(schedules.x" in named[0]
    assert "(message_sets[0].chat_hours" in inline[0]


def test_a_schedule_without_zone_is_no_error_for_it_takes_the_establishments() -> None:
    book = compiled(SET + "    chat_hours: {weekly: {mon: ['18:00-22:00']}}\n")

    assert not book.warnings


@pytest.mark.parametrize("name", ["auto", "opening_hours"])
def test_a_schedule_cannot_take_a_name_that_means_something_else(name: str) -> None:
    assert error_ids(schedules={name: {"weekly": {"mon": ["18:00-22:00"]}}}) == ["FD362"]


@pytest.mark.parametrize("keys", [message_set(), rule("Shops")])
def test_dates_the_wrong_way_round_are_told(keys: dict[str, object]) -> None:
    section = "rules" if "do" in keys else "message_sets"

    assert error_ids(**{section: [keys | {"from": "2026-12-24", "until": "2026-12-23"}]}) == ["FD355"]


@pytest.mark.parametrize("written", ["2026-13-01", "soon", 3, "2026-12-24T25:00", ["2026-12-24"], "٢٠٢٦-١٢-٢٤x"])
def test_a_date_that_is_none_is_told(written: object) -> None:
    assert error_ids(rules=[rule("a", **{"from": written})]) == ["FD318"]


@pytest.mark.parametrize("written", ["3 weeks", "0m", "400d", 10, "", "m", "10"])
def test_a_duration_that_is_none_is_told(written: object) -> None:
    assert error_ids(message_sets=[message_set(policy={"episode_idle": written})]) == ["FD324"]


def test_names_that_come_twice_are_told() -> None:
    sets, rules = [message_set("A"), message_set("A")], [rule("B"), rule("B")]

    assert sorted(error_ids(message_sets=sets, rules=rules)) == ["FD352", "FD353"]


def test_a_rule_cannot_take_the_name_of_a_rule_of_a_set() -> None:
    assert error_ids(message_sets=[message_set("A")], rules=[rule("A/welcome")]) == ["FD353"]


def test_the_same_schedule_in_two_files_is_told() -> None:
    hours = "frontdesk: 1\nschedules: {x: {weekly: {mon: ['18:00-22:00']}}}\n"

    with pytest.raises(ConfigError) as raised:
        compile_rulebook(load_documents([("a.yaml", hours), ("b.yaml", hours)]), words())

    assert [describe(d) for d in raised.value.diagnostics] == [
        (
            "FD354 the schedule 'x' is defined in 'a.yaml' too at b.yaml:2:13 (schedules.x): keep one of the two, "
            "or rename one"
        )
    ]


@pytest.mark.parametrize("chosen", [[], {}, {"ids": []}, {"groups": [], "ids": []}])
def test_a_set_for_nobody_is_told(chosen: object) -> None:
    assert error_ids(message_sets=[message_set(establishments=chosen)]) == ["FD363"]


def test_a_rule_that_does_nothing_is_told() -> None:
    assert error_ids(rules=[{"name": "a", "on": "message_received"}]) == ["FD342"]


def test_a_trigger_that_comes_twice_is_told() -> None:
    assert error_ids(rules=[rule("a", on=["message_received", "message_received"])]) == ["FD341"]


@pytest.mark.parametrize(
    ("key", "value", "id"),
    [
        ("name", 3, "FD313"),
        ("name", "", "FD321"),
        ("name", "x" * 81, "FD322"),
        ("starters", {}, "FD314"),
        ("channels", {}, "FD314"),
        ("establishments", 3, "FD315"),
        ("policy", [], "FD315"),
        ("policy", {"starters_outside_hours": "maybe"}, "FD317"),
        ("policy", {"greet_once": "weekly"}, "FD319"),
        ("policy", {"greet_once": "dai"}, "FD320"),
        ("language", "!!", "FD327"),
        ("starters", [{"title": "A", "answer": "B", "id": "no spaces"}], "FD364"),
        ("welcome", 3, "FD214"),
        ("welcome", {"klingon language": "x"}, "FD215"),
    ],
)
def test_a_value_of_the_wrong_kind_is_told_in_plain_words(key: str, value: object, id: str) -> None:  # noqa: A002
    assert error_ids(message_sets=[message_set(**{key: value})]) == [id]


def test_all_errors_of_a_document_are_told_at_once_and_in_its_order() -> None:
    text = """
frontdesk: 1
unknown: 1
message_sets:
  - nam: A
    welcome: "{{ nothing }}"
    starters: [{answer: x}]
rules:
  - {name: r, on: nothing, if: [nothing], do: [nothing], stop: perhaps}
"""
    found = errors(text)

    assert [told[:5] for told in found] == [
        "FD311", "FD312", "FD312", "FD312", "FD310", "FD202", "FD356", "FD333", "FD331", "FD335", "FD317",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", "frontdesk: 2", "message_sets: []", "frontdesk: true"])
def test_a_document_without_the_languages_version_is_told(text: str) -> None:
    (told,) = errors(text)

    assert told.startswith("FD308 the version of the rule language is missing or unknown")
    assert told.endswith("write 'frontdesk: 1' on the first line")


def test_every_error_can_be_told_in_french() -> None:
    with pytest.raises(ConfigError) as raised:
        compiled(RULE.replace("chat_hours", "opening_hour"))

    assert describe(raised.value.diagnostics[0], "fr") == (
        "FD331 condition inconnue 'opening_hour' à shops.yaml:7:9 (rules[0].if[0])\u00a0: "
        "vouliez-vous 'opening_hours' ?"
    )


@pytest.mark.parametrize("name", [" ", "Shops\nand more", "Shops\u2028", "Shops\n"])
def test_a_name_that_is_not_one_line_is_told(name: str) -> None:
    assert error_ids(message_sets=[message_set(name)]) == ["FD367"]
    assert error_ids(rules=[rule(name, do=[{"send": "Hi"}])]) == ["FD367"]
    assert error_ids(rules=[rule("a", slot=name)]) == ["FD367"]
