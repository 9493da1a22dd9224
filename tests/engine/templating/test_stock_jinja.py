"""Texts without optional segments read as stock Jinja2 reads them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from jinja2.sandbox import ImmutableSandboxedEnvironment

from frontdesk.templating import builtin_table
from frontdesk.templating.values import Values
from tests.engine.templating.places import BAKERY, context, rendered

CORPUS = [
    "Hello",
    "Hello, this is {{ establishment.name }}.",
    "{{establishment.name}}{{  establishment.city  }}",
    "{{ establishment.name }}\n{{ establishment.address }}\n\n{{ hours.week }}\n",
    "{{ establishment.address_lines }}",
    "Accents é è ü ß, emoji 🥐, 100 % { } [ ] [x] % %s",
    "{{ contact.first_name | default('you') }}",
    "{{ custom.gone | default('you') }} and {{ custom.gone | d('me') }}",
    "{{ custom.gone | default(establishment.city) }}",
    "{{ custom.gone | default(12) }}",
    "{{ channel | upper }} {{ channel | lower }} {{ establishment.name | title }} {{ 'été' | capitalize }}",
    "{{ '  a ' | trim }}{{ 'xax' | trim('x') }}",
    "{{ hours.week | truncate(20) }} {{ hours.week | truncate(20, true) }}",
    "{{ hours.week | truncate(9, end='.', leeway=0) }}",
    "{{ establishment.name | urlencode }}?q={{ hours.week | urlencode }}",
    "{{ channel | upper | lower | title | truncate(3, true, '', 0) }}",
    "{{ 'literal' }} {{ \"double\" }} {{ 3 }} {{ 2.5 }} {{ 'a' 'b' }}",
    "{{ establishment['name'] }} {{ custom['opening note'] }}",
    "{% if channel %}yes{% endif %}{% if custom.gone %}no{% endif %}",
    "{% if channel == 'web' %}a{% elif channel == 'WhatsApp' %}b{% else %}c{% endif %}",
    "{% if channel != 'web' and not custom.gone %}a{% endif %}",
    "{% if custom.gone or channel %}a{% endif %}",
    "{% if channel in ['a', 'WhatsApp'] %}in{% endif %}{% if channel not in ['a'] %}out{% endif %}",
    "{% if 'App' in channel %}in{% endif %}{% if 'zz' not in channel %}out{% endif %}",
    "{% if channel %}{% if custom.parking %}{{ custom.parking }}{% endif %} deep{% endif %}",
    "{{ 'a' if channel == 'web' else 'b' }} {{ channel if channel else 'none' }}",
    "a {%- if channel -%} b {%- endif -%} c",
    "a\n  {%- if channel %}\n  b\n  {%- endif %}\nc",
    "{# remark #}a{# another\nremark #}b",
    "{{ contact.first_name or 'you' }}",
    "{% if true %}a{% endif %}{% if false %}b{% endif %}",
    "{% if ('a' == 'a') and (1 < 2) %}a{% endif %}",
    "é\r\nb\rc",
]


def namespaces() -> dict[str, object]:
    """Every tag's value, as nested mappings; a missing one is undefined."""
    table = builtin_table()
    tags = {tag.name: tag for tag in table if not tag.name.endswith("*")}
    values = Values(tags, context())
    data: dict[str, object] = {"custom": dict(context().establishment.custom)}
    for name in tags:
        head, _, key = name.partition(".")
        if key and values[name]:
            data.setdefault(head, {})[key] = values[name]  # type: ignore[index]
        elif values[name]:
            data[head] = values[name]
    return data


@pytest.mark.parametrize("source", CORPUS)
def test_text_reads_as_in_stock_jinja(source: str) -> None:
    stock = ImmutableSandboxedEnvironment().from_string(source).render(namespaces())

    assert rendered(source).text == stock


def test_field_named_like_a_method_is_the_field() -> None:
    odd = replace(BAKERY, custom={"items": "6", "keys": "a", "get": "b", "values": "c"})

    assert rendered(
        "{{ custom.items }} {{ custom.keys | upper }} {{ custom.get }} {{ custom['values'] }}", context(odd)
    ).text == ("6 A b c")
