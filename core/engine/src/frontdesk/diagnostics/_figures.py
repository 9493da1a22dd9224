"""The part of the catalogue about figures (FD940-FD944)."""

from __future__ import annotations

from frontdesk.diagnostics._entry import Entry

FIGURES: dict[str, Entry] = {
    "FD940": Entry(
        "no-such-day",
        "{found!r} is no day of the calendar",
        "{found!r} n'est pas un jour du calendrier",
        "give it as year-month-day, like 2026-12-24",
        "donnez-le sous la forme année-mois-jour, comme 2026-12-24",
    ),
    "FD941": Entry(
        "period-ends-before-it-begins",
        "the period ends on {until}, before it begins on {since}",
        "la période se termine le {until}, avant de commencer le {since}",
        "choose an end that is not before the beginning",
        "choisissez une fin qui ne précède pas le début",
    ),
    "FD942": Entry(
        "figures-of-too-many-days",
        "the period has {days} days, the longest is {most}",
        "la période compte {days} jours, la plus longue en compte {most}",
        "choose a shorter one, or ask for it in parts",
        "choisissez-en une plus courte, ou demandez-la en plusieurs parties",
    ),
}
