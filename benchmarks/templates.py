"""Templates: G7 (a render against the stock sandbox), the cost of a check, and what every attack costs."""

from __future__ import annotations

import statistics
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from jinja2.sandbox import ImmutableSandboxedEnvironment

from frontdesk.errors import ConfigError
from frontdesk.hours import load_hours
from frontdesk.model import Address, Contact, Establishment
from frontdesk.templating import TagContext, Wording, builtin_table
from frontdesk.templating.program import compile_text

SIX_TAGS = (
    "Hello {{ contact.first_name }}, this is {{ establishment.name }}, {{ establishment.address }}. "
    "Hours: {{ hours.week }}. Call {{ establishment.phone }} or park {{ custom.parking }}."
)
SEGMENTS = SIX_TAGS.replace("Call", "[[Call").replace(" or", "]] or")
CONDITION = "{% if establishment.phone %}" + SIX_TAGS + "{% else %}" + SIX_TAGS + "{% endif %}"
ATTACKS = {
    "loop": "{% for i in range(10**9) %}{{ i }}{% endfor %}",
    "multiplied text": "{{ 'a' * 10**9 }}",
    "lipsum": "{{ lipsum(n=1000000) }}",
    "deep parentheses": "{{ " + "(" * 4000 + "channel" + ")" * 4000 + " }}",
    "deep not": "{% if " + "not " * 2000 + "channel %}a{% endif %}",
    "deep conditions": "{% if channel %}" * 450,
    "long sum": "{{ 1" + "+1" * 4000 + " }}",
    "method call": "{{ establishment.name.upper() }}",
    "attribute": "{{ establishment.__class__.__mro__ }}",
    "unknown tags": "".join(f"{{{{ aa.b{number} }}}}" for number in range(99)),
    "huge text": "a" * 1_000_000,
}


def run() -> dict[str, Any]:
    """All figures, printed as they come."""
    return {"render": render(), "check": check(), "attacks": attacks(), "memory": memory()}


def context() -> TagContext:
    """A bakery in Paris, its hours, and somebody who writes."""
    bakery = Establishment(
        id="b-1",
        name="Boulangerie Martin",
        version="1",
        address=Address(lines=("12 bis rue du Coquelicot",), postal_code="75019", city="Paris", country="FR"),
        phone="03 02 06 06 28",
        timezone="Europe/Paris",
        custom={"parking": "behind"},
    )
    week = {"mon-fri": ["09:00-12:00", "14:00-18:00"], "sat": ["09:00-12:30"], "sun": "closed"}
    opening = load_hours({"timezone": "Europe/Paris", "weekly": week})
    now = datetime(2026, 12, 16, 11, 30, tzinfo=UTC)
    lea = Contact(address="33600000000", first_name="Léa")
    return TagContext(establishment=bakery, contact=lea, now=now, locale="en", opening=opening, chat=opening)


def microseconds(calls: dict[str, Callable[[], object]], batches: int = 25, size: int = 2_000) -> dict[str, float]:
    """The median time of one call, the calls taking turns."""
    found: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(batches):
        for name, call in calls.items():
            begin = time.perf_counter_ns()
            for _ in range(size):
                call()
            found[name].append((time.perf_counter_ns() - begin) / size / 1_000)
    return {name: statistics.median(times) for name, times in found.items()}


def fresh_microseconds(wording: Wording, here: TagContext, batches: int = 25, size: int = 2_000) -> float:
    """As `microseconds`, with a context of its own, made before, for each render: nothing is worked out beforehand."""
    found = []
    for _ in range(batches):
        contexts = [replace(here) for _ in range(size)]
        begin = time.perf_counter_ns()
        for one in contexts:
            wording.render("en", one)
        found.append((time.perf_counter_ns() - begin) / size / 1_000)
    return statistics.median(found)


def render() -> dict[str, Any]:
    """One render of a text with six tags; stock Jinja2 is given values that are ready, ours finds and formats them."""
    here = context()
    wordings = {"plain": SIX_TAGS, "segment": SEGMENTS, "condition": CONDITION}
    compiled = {name: Wording.compile(source) for name, source in wordings.items()}
    stock = {name: ImmutableSandboxedEnvironment().from_string(wordings[name]) for name in ("plain", "condition")}
    values = {name: Wording.compile(f"{{{{ {name} }}}}").render("en", here).text for name in compiled["plain"].tags}
    nested: dict[str, dict[str, Any]] = {}
    for name, value in values.items():
        nested.setdefault(name.partition(".")[0], {})[name.partition(".")[2]] = value
    for name, template in stock.items():
        assert template.render(nested) == compiled[name].render("en", here).text
    found = microseconds(
        {f"stock {name}": (lambda template=template: template.render(nested)) for name, template in stock.items()}
        | {f"ours {name}": (lambda wording=wording: wording.render("en", here)) for name, wording in compiled.items()}
    )
    found["ours plain, a fresh context"] = fresh_microseconds(compiled["plain"], here)
    ratios = {
        "plain": found["ours plain"] / found["stock plain"],
        "plain, a fresh context": found["ours plain, a fresh context"] / found["stock plain"],
        "segment": found["ours segment"] / found["stock plain"],
        "condition": found["ours condition"] / found["stock condition"],
    }
    for name, microsecond in found.items():
        print(f"templates  render {name:28} {microsecond:8.2f} us")
    for name, ratio in ratios.items():
        print(f"templates  G7 ours / stock, {name:22} {ratio:8.2f}    (goal <= 0.80)")
    return {"microseconds": found, "ratios": ratios, "goal": 0.8}


def check() -> dict[str, float]:
    """What it costs to check and compile a text, once for all who write the same."""
    compile_text.cache_clear()
    table = builtin_table()
    numbered = iter(range(10**9))
    found = microseconds(
        {
            "check, plain text": lambda: compile_text(f"{SIX_TAGS}{next(numbered)}", table),
            "check, text with a condition": lambda: compile_text(f"{CONDITION}{next(numbered)}", table),
            "the same text again": lambda: compile_text(SIX_TAGS, table),
        },
        batches=5,
        size=100,
    )
    for name, microsecond in found.items():
        print(f"templates  {name:35} {microsecond:8.1f} us")
    return found


def attacks() -> dict[str, Any]:
    """How long each attack keeps the check busy before it is refused: the median of 25 tries."""
    found = {name: statistics.median(_refused(source) for _ in range(25)) for name, source in ATTACKS.items()}
    for name, milliseconds in found.items():
        print(f"templates  refused: {name:26} {milliseconds:8.2f} ms    (goal <= 5)")
    return {"milliseconds": found, "goal": 5}


def _refused(source: str) -> float:
    begin = time.perf_counter_ns()
    try:
        Wording.compile(source)
    except ConfigError:
        return (time.perf_counter_ns() - begin) / 1e6
    raise AssertionError("the attack got through")


def memory() -> dict[str, float]:
    """Bytes that one more distinct text keeps."""
    count = 1_000
    table = builtin_table()
    compile_text.cache_clear()
    tracemalloc.start()
    kept = [compile_text(f"{SIX_TAGS}{number}", table) for number in range(count)]
    size = tracemalloc.get_traced_memory()[0] / count
    tracemalloc.stop()
    print(f"templates  kept for a distinct text of {len(kept[0].source)} characters {size:8.0f} bytes")
    return {"bytes": size}
