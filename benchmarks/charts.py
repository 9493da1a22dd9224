"""Charts of what a run measured, as SVG: `make charts` writes those of `docs/explanation/performance.md`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

Results = Mapping[str, Any]
FORM = {
    "svg.fonttype": "none",
    "svg.hashsalt": "frontdesk",
    "font.family": "sans-serif",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "grid.color": "#dddddd",
    "axes.ymargin": 0.02,
    "figure.facecolor": "white",
}
"""Text stays text, and the same figures give the same file."""
NOTHING_ELSE = {"Date": None, "Creator": None}
WHITE = {"boxstyle": "square,pad=0.1", "facecolor": "white", "edgecolor": "none"}
OURS, OTHERS, BUDGET = "#0b6e4f", "#7a8794", "#b3261e"
STORES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
SHOWN = STORES | {"single": "a commit a request", "webhook": "durable webhook", "whole": "to the durable reply"}
PEERS = {
    "frontdesk_us": "Frontdesk",
    "zen_engine_in_batches_of_100_us": "zen-engine, batches of 100",
    "zen_engine_us": "zen-engine",
    "cel_cpp_us": "CEL (C++)",
    "rule_engine_us": "rule-engine",
    "json_logic_us": "json-logic",
}


def draw(results: Results, folder: Path) -> list[Path]:
    """A chart for each part that was measured; the files."""
    folder.mkdir(parents=True, exist_ok=True)
    with mpl.rc_context(FORM):
        return [_drawn(folder / f"{name}.svg", chart, results) for name, chart in CHARTS.items() if _has(results, name)]


def _has(results: Results, chart: str) -> bool:
    return all(part in results for part in PARTS[chart])


def _drawn(path: Path, chart: Callable[[Results], Figure], results: Results) -> Path:
    figure = chart(results)
    figure.savefig(path, format="svg", metadata=NOTHING_ELSE, bbox_inches="tight")
    path.write_text("".join(f"{line.rstrip()}\n" for line in path.read_text().splitlines()))
    return path


def full_path(results: Results) -> Figure:
    """Requests a second, durable and decided, on both stores, beside the floor that does nothing."""
    found = results["runtime"]["webhook"]
    rates, tails = found["per_second"], found["p99_ms"]
    names = [name for name in rates if name != "floor"]
    told = {name: f"{rates[name]:,.0f}/s, p99 {tails[name]:.0f} ms" for name in names}
    shares = {name: rates[name] / rates["floor"] for name in names}
    figure, axes = _panel(3.0)
    budgets = {"webhook, sqlite": 0.22, "whole, sqlite": 0.20}
    _bars(axes, shares, told, budgets, pale=[name for name in names if name.startswith("single")])
    axes.set(xlabel=f"share of the floor: {rates['floor']:,.0f} requests/s that do nothing (red: the budgets)")
    return figure


def to_the_receipt(results: Results) -> Figure:
    """Events a second from the webhook to the last receipt, everything on one machine."""
    found = results["runtime"]["receipt"]
    tells = "{events_per_second:,.0f}/s; at 1,000/s accept p99 {accept_p99_ms:.0f} ms, reply p99 {reply_p99_ms:.0f} ms"
    rates = {name: one["events_per_second"] for name, one in found.items()}
    figure, axes = _panel(1.8)
    told = {name: tells.format(**one) for name, one in found.items()}
    _bars(axes, rates, told, {name: 1_000 if name == "sqlite" else 1_500 for name in found})
    axes.set(xlabel="events/s to the receipt (red: the budgets)")
    return figure


def _bars(
    axes: Axes,
    found: Mapping[str, float],
    told: Mapping[str, str],
    budgets: Mapping[str, float],
    pale: Sequence[str] = (),
) -> None:
    names = list(found)
    colours = [OTHERS if name in pale else OURS for name in names]
    bars = axes.barh([_shown(name) for name in names], list(found.values()), color=colours)
    for at, name in enumerate(names):
        if name in budgets:
            axes.plot([budgets[name]] * 2, [at - 0.4, at + 0.4], color=BUDGET, linewidth=2)
    axes.bar_label(bars, [told[name] for name in names], padding=8, bbox=WHITE)
    axes.set_xlim(0, max(*found.values(), *budgets.values()) * 1.8)
    axes.grid(axis="x")
    axes.invert_yaxis()


def _shown(name: str) -> str:
    return ", ".join(SHOWN.get(word, word) for word in name.split(", "))


def peers(results: Results) -> Figure:
    """Microseconds of the same decision in other engines, by the number of rules."""
    found = results["peers"]
    totals = [int(name.split()[0]) for name in found]
    figure, axes = _panel(3.6)
    for key, name in PEERS.items():
        taken = [one[key] for one in found.values()]
        _line(axes, totals, taken, name, OURS if key == "frontdesk_us" else None)
    axes.set(xlabel="rules in total, of which eight concern the event", ylabel="µs a decision", yscale="log")
    axes.grid()
    return figure


def growth(results: Results) -> Figure:
    """What becomes of one decision, or of one event, as there is more of everything."""
    figure = Figure(figsize=(9, 5.6))
    panels = figure.subplots(2, 3)
    figure.subplots_adjust(hspace=0.5, wspace=0.35)
    deciding = results["deciding"]
    look_ups = {
        f"{which} establishment": _look_ups(results["rules"]["growth"], first)
        for which, first in (("same", "same establishment"), ("random", "random, again"))
    }
    _grown(panels[0][0], "rules, a decision", {"a decision": _series(deciding["G2"], "same")})
    _grown(panels[1][2], "rules, the look-up", look_ups)
    _grown(
        panels[0][1],
        "establishments",
        {"median": _series(deciding["G10"], "median"), "p99": _series(deciding["G10"], "p99")},
    )
    for axes, what in zip(panels.flat[2:], ("conversations", "events that wait", "messages that wait"), strict=False):
        lines = {shown: results["growing"][f"{what}, {store}"] for store, shown in STORES.items()}
        _grown(axes, what, lines)
    return figure


def _series(found: Mapping[str, float], first: str) -> dict[str, float]:
    """Those figures that are named `first_SIZE_us`, by size."""
    parts = {name: name.split("_") for name in found}
    return {part[1]: found[name] for name, part in parts.items() if part[0] == first and part[-1] == "us"}


def _look_ups(found: Mapping[str, float], first: str) -> dict[str, float]:
    """Microseconds of a look-up, by the number of rules."""
    named = {name.removeprefix(f"{first}, ").removesuffix(" rules, ns"): took / 1e3 for name, took in found.items()}
    return {size: took for size, took in named.items() if size.replace(",", "").isdigit()}


def _grown(axes: Axes, what: str, lines: Mapping[str, Mapping[str, float]]) -> None:
    for (name, found), colour in zip(lines.items(), (OURS, OTHERS), strict=False):
        sizes = [int(size.replace(",", "")) for size in found]
        axes.plot(sizes, list(found.values()), marker="o", markersize=3, color=colour, label=name)
    highest = max(max(found.values()) for found in lines.values())
    axes.set(xscale="log", ylim=(0, highest * 1.6), title=what, ylabel="µs")
    axes.legend(frameon=False, loc="upper left")
    axes.grid(axis="y")


def _line(axes: Axes, across: Sequence[int], up: Sequence[float], name: str, colour: str | None) -> None:
    (line,) = axes.plot(across, up, marker="o", markersize=3, color=colour, linewidth=2.2 if colour else 1.2)
    axes.annotate(name, (across[-1], up[-1]), xytext=(6, 0), textcoords="offset points", color=line.get_color())
    axes.set(xscale="log")


def _panel(height: float) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(7.5, height))
    return figure, figure.subplots()


CHARTS: Mapping[str, Callable[[Results], Figure]] = {
    "full-path": full_path,
    "to-the-receipt": to_the_receipt,
    "peers": peers,
    "growth": growth,
}
PARTS = {
    "full-path": ("runtime",),
    "to-the-receipt": ("runtime",),
    "peers": ("peers",),
    "growth": ("rules", "deciding", "growing"),
}
