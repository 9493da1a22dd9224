"""Our own small catalogue: the words about hours that CLDR lacks, in the six languages that hours are written in.

In the patterns `{time}` is a time of day, `{at}` a whole "at nine"; `{weekday}`, `{day}`, `{month}` and `{year}` are
parts of a date. Where a language says one o'clock otherwise than the rest, `at_one` and `until_one` do.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """How one language speaks about hours."""

    open: str
    open_until: str
    closed: str
    all_day: str
    always: str
    every_day: str
    unknown: str
    holidays: str
    unknown_day: str
    at: str
    until: str
    at_one: str = ""
    until_one: str = ""
    short_one: bool = False
    """One o'clock is written 1:00 after `at_one`, also where other hours have two digits."""
    today: str
    later: str
    """Today, in some hours."""
    tomorrow: str
    on_weekday: str
    on_date: str
    with_year: str
    first_day: str = "1"
    on: tuple[str, str] = ("", "")
    """The word for "on" from Monday to Friday, and at the weekend."""
    after_times: str = ""
    """What follows a list of times."""
    clock: str = ""
    """A zone's clock by its `{city}`, where CLDR's words do not stand well in the brackets behind an hour."""


WORDS = {
    "fr": Words(
        open="ouvert",
        open_until="ouvert {until}",
        closed="fermé",
        all_day="ouvert 24h/24",
        always="ouvert 24h/24, 7j/7",
        every_day="tous les jours",
        unknown="horaires non communiqués",
        holidays="jours fériés\u00a0: {hours}",
        unknown_day="non communiqué",
        at="à {time}",
        until="jusqu'à {time}",
        today="aujourd'hui {at}",
        later="plus tard dans la journée",
        tomorrow="demain {at}",
        on_weekday="{weekday} {at}",
        on_date="le {weekday} {day} {month} {at}",
        with_year="le {weekday} {day} {month} {year} {at}",
        first_day="1er",
        clock="heure\u00a0: {city}",  # CLDR has the space bar's space
    ),
    "en": Words(
        open="open",
        open_until="open {until}",
        closed="closed",
        all_day="open 24 hours",
        always="open 24 hours, 7 days a week",
        every_day="every day",
        unknown="hours not available",
        holidays="public holidays: {hours}",
        unknown_day="not available",
        at="at {time}",
        until="until {time}",
        today="today {at}",
        later="later today",
        tomorrow="tomorrow {at}",
        on_weekday="on {weekday} {at}",
        on_date="on {weekday} {day} {month} {at}",
        with_year="on {weekday} {day} {month} {year} {at}",
    ),
    "en_US": Words(
        open="open",
        open_until="open {until}",
        closed="closed",
        all_day="open 24 hours",
        always="open 24 hours, 7 days a week",
        every_day="every day",
        unknown="hours not available",
        holidays="public holidays: {hours}",
        unknown_day="not available",
        at="at {time}",
        until="until {time}",
        today="today {at}",
        later="later today",
        tomorrow="tomorrow {at}",
        on_weekday="on {weekday} {at}",
        on_date="on {weekday}, {month} {day} {at}",
        with_year="on {weekday}, {month} {day}, {year} {at}",
    ),
    "es": Words(
        open="abierto",
        open_until="abierto {until}",
        closed="cerrado",
        all_day="abierto 24 horas",
        always="abierto 24 horas, todos los días",
        every_day="todos los días",
        unknown="horario no disponible",
        holidays="festivos: {hours}",
        unknown_day="no disponible",
        at="a las {time}",
        until="hasta las {time}",
        at_one="a la {time}",
        until_one="hasta la {time}",
        today="hoy {at}",
        later="hoy más tarde",
        tomorrow="mañana {at}",
        on_weekday="el {weekday} {at}",
        on_date="el {weekday} {day} de {month} {at}",
        with_year="el {weekday} {day} de {month} de {year} {at}",
    ),
    "de": Words(
        open="geöffnet",
        open_until="{until} geöffnet",
        closed="geschlossen",
        all_day="24 Stunden geöffnet",
        always="rund um die Uhr geöffnet",
        every_day="täglich",
        unknown="Öffnungszeiten unbekannt",
        holidays="Feiertage: {hours}",
        unknown_day="unbekannt",
        at="um {time} Uhr",
        until="bis {time} Uhr",
        today="heute {at}",
        later="im Laufe des Tages",
        tomorrow="morgen {at}",
        on_weekday="am {weekday} {at}",
        on_date="am {weekday}, {day}. {month} {at}",
        with_year="am {weekday}, {day}. {month} {year} {at}",
        after_times=" Uhr",
        clock="Ortszeit {city}",  # CLDR: `Tokio (Ortszeit)`, brackets within ours
    ),
    "it": Words(
        open="aperto",
        open_until="aperto {until}",
        closed="chiuso",
        all_day="aperto 24 ore su 24",
        always="aperto 24 ore su 24, 7 giorni su 7",
        every_day="tutti i giorni",
        unknown="orari non disponibili",
        holidays="festivi: {hours}",
        unknown_day="non disponibile",
        at="alle {time}",
        until="fino alle {time}",
        at_one="all'{time}",
        until_one="fino all'{time}",
        short_one=True,
        today="oggi {at}",
        later="oggi più tardi",
        tomorrow="domani {at}",
        on_weekday="{weekday} {at}",
        on_date="{weekday} {day} {month} {at}",
        with_year="{weekday} {day} {month} {year} {at}",
        first_day="1º",
        clock="ora di {city}",  # CLDR: `Ora Tokyo`, the name of a column
    ),
    "pt": Words(
        open="aberto",
        open_until="aberto {until}",
        closed="fechado",
        all_day="aberto 24 horas",
        always="aberto 24 horas, todos os dias",
        every_day="todos os dias",
        unknown="horário não disponível",
        holidays="feriados: {hours}",
        unknown_day="não disponível",
        at="às {time}",
        until="até às {time}",
        at_one="à {time}",
        until_one="até à {time}",
        short_one=True,
        today="hoje {at}",
        later="hoje mais tarde",
        tomorrow="amanhã {at}",
        on_weekday="{on} {weekday} {at}",
        on_date="{on} {weekday}, {day} de {month} {at}",
        with_year="{on} {weekday}, {day} de {month} de {year} {at}",
        on=("na", "no"),
    ),
}
"""By language, or by language and country where a country has its own."""
