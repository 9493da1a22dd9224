"""The guard: everything that is no text is refused when it is written, with its place and its mend."""

from __future__ import annotations

import pytest

from frontdesk.diagnostics import Diagnostic, catalogue, describe
from frontdesk.errors import ConfigError
from frontdesk.templating import Wording
from tests.engine.templating.places import rendered

ATTACKS = {
    "loop": ("{% for i in range(1000000000) %}{{ i }}{% endfor %}", "FD204", "for"),
    "multiplied text": ("{{ 'a' * 10**9 }}", "FD204", "*"),
    "lipsum": ("{{ lipsum(n=100000) }}", "FD204", "lipsum(...)"),
    "deep parentheses": ("{{ " + "(" * 4000 + "channel" + ")" * 4000 + " }}", "FD208", None),
    "deep brackets": ("{{ " + "[" * 4000 + "]" * 4000 + " }}", "FD208", None),
    "deep not": ("{% if " + "not " * 2000 + "channel %}a{% endif %}", "FD208", None),
    "deep minus": ("{{ " + "-" * 4000 + "1 }}", "FD208", None),
    "deep names": ("{{ a" + ".a" * 3900 + " }}", "FD208", None),
    "deep filters": ("{{ channel" + "|upper" * 1300 + " }}", "FD208", None),
    "deep conditions": ("{% if channel %}" * 450, "FD208", None),
    "long sum": ("{{ 1" + "+1" * 4000 + " }}", "FD208", None),
    "long or": ("{{ channel" + " or channel" * 700 + " }}", "FD208", None),
    "method of a value": ("{{ establishment.name.upper() }}", "FD204", "establishment.name.upper(...)"),
    "method of a constant": ("{{ ''.join('ab') }}", "FD204", "join(...)"),
    "format": ("{{ '%0999999999d' | format(1) }}", "FD205", None),
    "attr filter": ("{{ channel | attr('__class__') }}", "FD205", None),
    "attribute of a constant": ("{{ ''.__class__ }}", "FD203", None),
    "attribute of a family": ("{{ establishment.__class__ }}", "FD203", None),
    "attribute of a tag": ("{{ establishment.name.__class__.__mro__ }}", "FD203", None),
    "attribute by item": ("{{ establishment['__class__'] }}", "FD203", None),
    "attribute of a filter": ("{{ (channel | upper).__class__ }}", "FD203", None),
    "attribute of a custom field": ("{{ custom.__class__ }}", "FD203", None),
    "private custom field": ("{{ custom.a._b }}", "FD203", None),
    "private name": ("{{ _private }}", "FD203", None),
    "call of a global": ("{{ cycler('a') }}", "FD204", "cycler(...)"),
    "namespace": ("{{ namespace(a=1) }}", "FD204", "namespace(...)"),
    "self": ("{{ self.__init__ }}", "FD203", None),
    "macro": ("{% macro a() %}{% endmacro %}", "FD204", "macro"),
    "call block": ("{% call a() %}{% endcall %}", "FD204", "call"),
    "set": ("{% set a = 1 %}", "FD204", "set"),
    "set block": ("{% set a %}b{% endset %}", "FD204", "set"),
    "with": ("{% with a = 1 %}{% endwith %}", "FD204", "with"),
    "include": ("{% include 'a' %}", "FD204", "include"),
    "import": ("{% import 'a' as b %}", "FD204", "import"),
    "from import": ("{% from 'a' import b %}", "FD204", "from"),
    "extends": ("{% extends 'a' %}", "FD204", "extends"),
    "block": ("{% block a %}{% endblock %}", "FD204", "block"),
    "filter block": ("{% filter upper %}a{% endfilter %}", "FD204", "filter"),
    "autoescape": ("{% autoescape true %}a{% endautoescape %}", "FD204", "autoescape"),
    "raw": ("{% raw %}{{ a }}{% endraw %}", "FD204", "raw"),
    "slice": ("{{ channel[0:2] }}", "FD204", "[:]"),
    "item by number": ("{{ channel[0] }}", "FD203", None),
    "joined texts": ("{{ channel ~ channel }}", "FD204", "~"),
    "sum": ("{{ channel + 'a' }}", "FD204", "+"),
    "list": ("{{ ['a'] }}", "FD204", "[...]"),
    "mapping": ("{{ {'a': 1} }}", "FD204", "{...}"),
    "test": ("{% if channel is defined %}a{% endif %}", "FD204", "is"),
    "none": ("{{ none }}", "FD204", "none"),
    "truth": ("{{ true }}", "FD204", "true"),
    "printed comparison": ("{{ channel == 'a' }}", "FD204", "=="),
    "printed and": ("{{ channel and channel }}", "FD204", "and"),
    "if without else": ("{{ channel if channel }}", "FD204", "if without else"),
    "starred argument": ("{{ channel | truncate(*[1]) }}", "FD204", "*"),
    "huge number": ("{{ " + "9" * 5000 + " }}", "FD208", None),
    "huge hexadecimal": ("{{ 0x" + "f" * 5000 + " }}", "FD208", None),
    "endless number": ("{{ 1e999 }}", "FD208", None),
    "huge text": ("a" * 8193, "FD207", None),
    "huge text in two-byte letters": ("é" * 4097, "FD207", None),
    "many tags": ("{{ channel }}" * 500, "FD208", None),
    "many unknown tags": ("{{a1}}" * 90, "FD202", None),
    "smuggled control character": (r"{{ '\x00establishment.name\x00' }}", "FD212", None),
    "smuggled override": (r"{{ '\u202e' }}", "FD212", None),
    "smuggled into a key": (r"{{ custom['a\x00establishment.name\x00'] }}", "FD212", None),
    "smuggled into a name": (r"[[{{ establishment['\x01'] }}]]", "FD212", None),
}


def found(source: str) -> tuple[Diagnostic, ...]:
    with pytest.raises(ConfigError) as raised:
        Wording.compile(source)
    return raised.value.diagnostics


@pytest.mark.parametrize(("source", "id_", "construct"), ATTACKS.values(), ids=[*ATTACKS])
def test_attack_is_refused(source: str, id_: str, construct: str | None) -> None:
    diagnostic = found(source)[0]

    assert diagnostic.id == id_
    assert diagnostic.params.get("construct") == construct


@pytest.mark.parametrize(("source", "id_", "_construct"), ATTACKS.values(), ids=[*ATTACKS])
def test_refusal_can_be_told_in_both_languages(source: str, id_: str, _construct: str | None) -> None:
    for diagnostic in found(source):
        for language in ("en", "fr"):
            assert describe(diagnostic, language).startswith(id_)


MISTAKES = {
    "unknown tag": ("Hello\n  {{ establishment.nam }}", "FD202", (2, 6)),
    "unknown tag after the same words": ("contact.nick {{ contact.nick }}", "FD202", (1, 17)),
    "unknown date": ("hours {{ hours.on['2026-02-30'] }}", "FD202", (1, 10)),
    "family without a key": ("{{ establishment }}", "FD202", (1, 4)),
    "attribute": ("a {{ establishment.name.first }}", "FD203", (1, 6)),
    "unknown filter": ("a {{ channel | uper }}", "FD205", (1, 16)),
    "filter argument": ("{{ channel | truncate('a') }}", "FD206", (1, 14)),
    "filter argument too small": ("{{ channel | truncate(2) }}", "FD206", (1, 14)),
    "filter argument that is a tag": ("{{ channel | truncate(now.date) }}", "FD206", (1, 14)),
    "default with three": ("{{ channel | default(1, 2, 3) }}", "FD206", (1, 14)),
    "unfinished tag": ("Hello {{ channel", "FD201", (1, 7)),
    "one brace": ("{{ channel }}\nHello {{ channel }", "FD201", (2, 7)),
    "second tag of a line": ("{{ channel }} {{ channel channel }}", "FD201", (1, 15)),
    "empty braces": ("a {{ }}", "FD201", (1, 3)),
    "unknown statement": ("a {% when x %}", "FD201", (1, 3)),
    "unfinished comment": ("a {# b", "FD201", (1, 3)),
    "mistake after a line end of old": ("a\rb\r {{ channel | }}", "FD201", (3, 2)),
    "unknown tag after line ends of every kind": ("a\r\nb\rc\n {{ channe }}", "FD202", (4, 5)),
    "smuggled character": ("a {{ custom['b\\x00'] }}", "FD212", (1, 15)),
    "stray braces": ("a }} b", "FD211", (1, 3)),
    "stray statement end": ("a\n %} b", "FD211", (2, 2)),
    "unopened segment": ("a ]] b", "FD209", (1, 3)),
    "unclosed segment": ("a\n[[ {{ channel }}", "FD209", (2, 1)),
    "segment across a condition": ("{% if channel %}[[ {{ channel }}{% endif %} ]]", "FD209", (1, 17)),
    "segment in a segment": ("[[ {{ channel }} [[ {{ now.date }} ]] ]]", "FD210", (1, 18)),
    "segment in a segment, left open": ("[[ {{ channel }} [[ {{ now.date }} ]]", "FD210", (1, 18)),
    "segment at the start of a segment": ("a [[[[ {{ channel }} ]]]]", "FD210", (1, 5)),
    "segment in a segment by a condition": (
        "[[ {% if channel %}\n{# [[ #}[[ {{ now.date }} ]]{% endif %} ]]",
        "FD210",
        (2, 9),
    ),
    "second segment without a tag": ("[[ {{ channel }} ]] {{ '[[' }} [[ b ]]", "FD220", (1, 32)),
    "second unopened segment": ("[[ {{ channel }}]] ]]", "FD209", (1, 20)),
    "segment without a tag": ("a [[ b ]]", "FD220", (1, 3)),
    "control character": ("a\nb\x07", "FD212", (2, 2)),
    "override character": ("a\u202eb", "FD212", (1, 2)),
    "order of texts": ("{% if channel < now.date %}a{% endif %}", "FD218", (1, 15)),
    "part of a constant": ("{% if channel in 'abc' %}a{% endif %}", "FD218", (1, 15)),
    "numbers and texts in one list": ("{% if custom.floor in [2, '3'] %}a{% endif %}", "FD218", (1, 20)),
    "too many brackets": ("a\n{{- channel -}} b {{ (((((((((1", "FD208", (2, 30)),
    "too many words": ("{# c #}\n {% if channel" + " or channel" * 40 + " %}", "FD208", (2, 357)),
    "too many pairs of braces": ("{{ channel }}\n" * 100 + "\n b {{ channel }}", "FD208", (102, 4)),
    "too long a number": ("a {{ channel | truncate(1234567890123) }}", "FD208", (1, 25)),
    "raw": ("a\n  {% raw %}b{% endraw %}", "FD204", (2, 3)),
    "number in a text": ("{% if 3 in channel %}a{% endif %}", "FD218", (1, 9)),
}


@pytest.mark.parametrize(("source", "id_", "place"), MISTAKES.values(), ids=[*MISTAKES])
def test_mistake_is_told_with_its_line_and_column(source: str, id_: str, place: tuple[int, int]) -> None:
    diagnostic = found(source)[0]

    assert (diagnostic.id, diagnostic.line, diagnostic.column) == (id_, *place)


@pytest.mark.parametrize("name", [name for name in MISTAKES if name.startswith("segment in a segment")])
def test_segment_in_a_segment_is_one_mistake(name: str) -> None:
    assert [item.id for item in found(MISTAKES[name][0])] == ["FD210"]


def test_everything_around_a_segment_in_a_segment_is_told_too() -> None:
    source = "[[ {{ channel }} [[ {{ now.dat }} ]] {{ chanel }} ]] [[ {{ channel }}"

    assert [(item.id, item.column) for item in found(source)] == [
        ("FD210", 18), ("FD202", 24), ("FD202", 41), ("FD209", 54),
    ]  # fmt: skip


def test_condition_that_is_not_closed_is_a_syntax_error() -> None:
    assert found("{% if channel %}a")[0].id == "FD201"


@pytest.mark.parametrize("source", ["", " \n\t"])
def test_blank_text_is_refused(source: str) -> None:
    assert [diagnostic.id for diagnostic in found(source)] == ["FD213"]


def test_all_mistakes_of_a_text_are_told_at_once() -> None:
    assert [item.id for item in found("{{ a.b }} {{ channel | nope }} }} {{ f() }}")] == [
        "FD202",
        "FD205",
        "FD211",
        "FD204",
    ]


def test_unknown_tag_says_what_may_be_meant() -> None:
    assert "did you mean 'establishment.name'" in describe(found("{{ establishment.nam }}")[0])


def test_every_diagnostic_of_texts_is_raised_by_some_test() -> None:
    raised = {id_ for _, id_, _ in (*ATTACKS.values(), *MISTAKES.values())}
    elsewhere = {"FD213", "FD214", "FD215", "FD216", "FD217", "FD219", "FD221", "FD222", "FD223", "FD224"}

    assert raised | elsewhere == {id_ for id_ in catalogue() if id_.startswith("FD2")}


ALLOWED = {
    "{{ channel }}": "WhatsApp",
    "{{ channel | upper }}": "WHATSAPP",
    "{{ channel | lower | capitalize }}": "Whatsapp",
    "{{ contact.full_name | truncate(6, true, '.', 0) }}": "Léa D.",
    "{{ establishment.name | urlencode }}": "Boulangerie%20Martin",
    "{{ 'l''a' }}{{ 3 }}{{ 1.5 }}": "la31.5",
    "{{ '{{' }} {{ '[[' }}": "{{ [[",
    "{{ contact.first_name if contact.first_name == 'Léa' else 'you' }}": "Léa",
    "{% if channel == 'web' %}a{% elif channel == 'WhatsApp' %}b{% else %}c{% endif %}": "b",
    "{% if channel in ['web', 'WhatsApp'] %}a{% endif %}": "a",
    "{% if channel not in ('web',) %}a{% endif %}": "a",
    "{% if 'App' in channel %}a{% endif %}": "a",
    "{% if custom.floor > 1 and custom.floor <= 2.0 %}a{% endif %}": "a",
    "{% if custom.floor == 2 %}a{% endif %}": "a",
    "{% if custom.floor == '2' %}a{% endif %}": "a",
    "{% if custom.parking < 3 or custom.parking >= 3 %}a{% else %}b{% endif %}": "b",
    "{% if not channel or contact.full_name != 'x' %}a{% endif %}": "a",
    "{% if custom.floor in [1, 2.0] and custom.floor not in [3] %}a{% endif %}": "a",
    "{% if custom.floor in ['2'] %}a{% endif %}": "a",
    "{% if custom.parking in [1, 2] or custom.nothing in [0] %}a{% else %}b{% endif %}": "b",
    "{% if true %}a{% endif %}": "a",
    "{# a remark #}a": "a",
    "a {%- if channel %} b {%- endif %}": "a b",
    "100 % [ok] { } ] }": "100 % [ok] { } ] }",
}


@pytest.mark.parametrize(("source", "text"), ALLOWED.items())
def test_what_a_text_may_hold_is_rendered(source: str, text: str) -> None:
    assert rendered(source).text == text
