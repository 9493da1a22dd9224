"""Peers: G3. The same predicates in other engines, their answers checked equal: one decision each.

Eight rules concern the event, the others are for establishments of their own. durable_rules, which the budget names as
well, is left out: it comes without wheels and is compiled where it is installed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from deciding import EIGHT, establishment, event, microseconds, rulebook_of, situation, with_others

Facts = dict[str, Any]
FACTS: Facts = {
    "channel": "web",
    "chat": "inside",
    "open": "inside",
    "locale": "fr",
    "returning": False,
    "city": "Paris",
    "page": "/",
    "establishment": "e1",
}
OF_EVENT: tuple[Facts, ...] = (
    {"channel": "whatsapp"},
    {"chat": "outside"},
    {"open": "outside"},
    {"locale": "de"},
    {"returning": True},
    {"chat": "inside", "locale": "es"},
    {"city": "Lyon"},
    {"page": "/never"},
)
"""Each rule as the facts that it asks for."""
BATCH = 100
TOTALS = (10, 1_000, 10_000)


def run() -> dict[str, dict[str, float]]:
    """Every figure of this part, printed as it is measured."""
    results = {}
    for total in TOTALS:
        results[f"{total} rules"] = found = compared(total)
        print(f"G3   {total:,} rules  " + "  ".join(f"{name}={value:,.2f}" for name, value in found.items()))
    print("     goal: 10 times the fastest single call at 10 rules; 100 times zen's and 5 times its batches at 10,000")
    return results


def compared(total: int) -> dict[str, float]:
    """Microseconds of one decision here and in each peer; then how many times faster ours is."""
    rules = (*OF_EVENT, *({"establishment": f"x{number}"} for number in range(total - len(OF_EVENT))))
    singles = {"cel_cpp": _cel(rules), "json_logic": _json_logic(rules), "rule_engine": _rule_engine(rules)}
    singles["zen_engine"], batched = _zen(rules), _zen_in_batches(rules)
    times = {name: microseconds(ask) for name, ask in singles.items()}
    ours, in_batch = microseconds(_ours(total)), microseconds(batched) / BATCH
    return {
        "frontdesk_us": ours,
        **{f"{name}_us": took for name, took in times.items()},
        f"zen_engine_in_batches_of_{BATCH}_us": in_batch,
        "times_faster_than_the_fastest_single_call": min(times.values()) / ours,
        "times_faster_than_zen": times["zen_engine"] / ours,
        "times_faster_than_zen_in_batches": in_batch / ours,
    }


def _ours(total: int) -> Callable[[], object]:
    from frontdesk import decide

    world, happened = situation(rulebook_of(with_others(EIGHT, total)), establishment(1)), event()
    assert decide(happened, world, happened.at).drafts == ()
    return lambda: decide(happened, world, happened.at)


def _cel(rules: Sequence[Facts]) -> Callable[[], object]:
    from cel_expr_python import cel

    kinds = {name: cel.Type.BOOL if isinstance(value, bool) else cel.Type.STRING for name, value in FACTS.items()}
    environment = cel.NewEnv(variables=kinds)
    programs = [environment.compile(_written(rule, " && ")) for rule in rules]

    def ask() -> list[bool]:
        facts = environment.Activation(FACTS)
        return [program.eval(facts).value() for program in programs]

    assert not any(ask())
    return ask


def _rule_engine(rules: Sequence[Facts]) -> Callable[[], object]:
    import rule_engine

    compiled = [rule_engine.Rule(_written(rule, " and ")) for rule in rules]
    assert not any(rule.matches(FACTS) for rule in compiled)
    return lambda: [rule.matches(FACTS) for rule in compiled]


def _json_logic(rules: Sequence[Facts]) -> Callable[[], object]:
    from json_logic import jsonLogic

    written = [{"and": [{"==": [{"var": name}, value]} for name, value in rule.items()]} for rule in rules]
    assert not any(jsonLogic(rule, FACTS) for rule in written)
    return lambda: [jsonLogic(rule, FACTS) for rule in written]


def _written(rule: Facts, both: str) -> str:
    return both.join(f"{name} == {_literal(value)}" for name, value in rule.items())


def _literal(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else f'"{value}"'


def _zen(rules: Sequence[Facts]) -> Callable[[], object]:
    import zen

    decision = zen.ZenEngine().create_decision(_table(rules))
    assert not decision.evaluate(FACTS)["result"]
    return lambda: decision.evaluate(FACTS)


def _zen_in_batches(rules: Sequence[Facts]) -> Callable[[], object]:
    import zen

    loop = {"executionMode": "loop", "inputField": "items", "outputPath": "hits"}
    decision = zen.ZenEngine().create_decision(_table(rules, **loop))
    batch = {"items": [FACTS] * BATCH}
    assert not any(decision.evaluate(batch)["result"]["hits"])
    return lambda: decision.evaluate(batch)


def _table(rules: Sequence[Facts], **mode: str) -> Facts:
    """The rules as one decision table of zen."""
    content = {
        "hitPolicy": "first",
        "inputs": [{"id": name, "name": name, "field": name} for name in FACTS],
        "outputs": [{"id": "hit", "name": "hit", "field": "hit"}],
        "rules": [{"_id": str(at), **_cells(rule), "hit": "1"} for at, rule in enumerate(rules)],
        **mode,
    }
    return {
        "nodes": [
            {"id": "in", "name": "in", "type": "inputNode"},
            {"id": "table", "name": "table", "type": "decisionTableNode", "content": content},
            {"id": "out", "name": "out", "type": "outputNode"},
        ],
        "edges": [
            {"id": "first", "sourceId": "in", "targetId": "table", "type": "edge"},
            {"id": "last", "sourceId": "table", "targetId": "out", "type": "edge"},
        ],
    }


def _cells(rule: Facts) -> dict[str, str]:
    return {name: _literal(rule[name]) if name in rule else "" for name in FACTS}


if __name__ == "__main__":
    run()
