"""The tags that every text may use: the establishment, its hours, the contact, the operator, the instant."""

from __future__ import annotations

from operator import attrgetter

from frontdesk.templating.address import address_line, address_parts
from frontdesk.templating.context import TagContext
from frontdesk.templating.expected_reply import expected_reply
from frontdesk.templating.further_hours import FURTHER_HOURS
from frontdesk.templating.hours_tags import HOURS_TAGS
from frontdesk.templating.phones import phone_link, phone_text
from frontdesk.templating.style import style_for
from frontdesk.templating.tags import Tag

# The establishment


def _phone(context: TagContext) -> str | None:
    place = context.establishment
    return phone_text(place.phone, place.address.country, context.reader_country) if place.phone else None


def _phone_link(context: TagContext) -> str | None:
    place = context.establishment
    return phone_link(place.phone, place.address.country) if place.phone else None


def _country(context: TagContext) -> str | None:
    code = context.establishment.address.country
    return (style_for(context).country(code) or code) if code else None


def _foreign_country(context: TagContext) -> str | None:
    """The name of the country, for a reader who is known to be from another one."""
    code, reader = context.establishment.address.country, context.reader_country
    return _country(context) if code and reader and reader != code.upper() else None


def _address(context: TagContext) -> str:
    return address_line(context.establishment.address, _foreign_country(context))


def _address_lines(context: TagContext) -> str:
    return "\n".join(address_parts(context.establishment.address, _foreign_country(context)))


def _labels(en: str, fr: str) -> dict[str, str]:
    return {"en": en, "fr": fr}


_ESTABLISHMENT = (
    Tag(
        "establishment.name",
        _labels("establishment name", "nom de l'établissement"),
        "block",
        attrgetter("establishment.name"),
    ),
    Tag("establishment.brand", _labels("brand", "enseigne"), "fallback", attrgetter("establishment.brand")),
    Tag("establishment.code", _labels("store code", "code magasin"), "fallback", attrgetter("establishment.code")),
    Tag(
        "establishment.address",
        _labels("address (one line)", "adresse (une ligne)"),
        "fallback",
        _address,
    ),
    Tag(
        "establishment.address_lines",
        _labels("address (several lines)", "adresse (plusieurs lignes)"),
        "fallback",
        _address_lines,
    ),
    Tag(
        "establishment.street",
        _labels("street", "rue"),
        "fallback",
        lambda context: ", ".join(context.establishment.address.lines),
    ),
    Tag(
        "establishment.postal_code",
        _labels("postal code", "code postal"),
        "fallback",
        attrgetter("establishment.address.postal_code"),
    ),
    Tag("establishment.city", _labels("city", "ville"), "fallback", attrgetter("establishment.address.city")),
    Tag("establishment.region", _labels("region", "région"), "fallback", attrgetter("establishment.address.region")),
    Tag("establishment.country", _labels("country", "pays"), "fallback", _country),
    Tag("establishment.phone", _labels("phone", "téléphone"), "drop", _phone),
    Tag("establishment.phone_link", _labels("phone link", "lien téléphonique"), "drop", _phone_link),
    Tag("establishment.email", _labels("e-mail", "courriel"), "drop", attrgetter("establishment.email")),
    Tag("establishment.website", _labels("website", "site web"), "drop", attrgetter("establishment.website")),
    Tag(
        "establishment.booking_url",
        _labels("booking link", "prise de rendez-vous"),
        "drop",
        attrgetter("establishment.booking_url"),
    ),
    Tag("establishment.map_url", _labels("map link", "plan"), "drop", attrgetter("establishment.map_url")),
    Tag(
        "establishment.directions_url",
        _labels("directions link", "itinéraire"),
        "drop",
        attrgetter("establishment.directions_url"),
    ),
    Tag(
        "establishment.review_url",
        _labels("review link", "lien d'avis"),
        "drop",
        attrgetter("establishment.review_url"),
    ),
)

# People, the channel, the instant


def _first_word(text: str | None) -> str | None:
    return next(iter(text.split()), None) if text else None


def _date(context: TagContext) -> str | None:
    return style_for(context).long_date(context.local_now.date()) if context.zone else None


def _time(context: TagContext) -> str | None:
    local = context.local_now
    return style_for(context).time(local.hour * 60 + local.minute) if context.zone else None


def _custom(context: TagContext, key: str) -> str | None:
    return context.establishment.custom.get(key)


_OTHERS = (
    Tag("chat.expected_reply", _labels("expected reply time", "délai de réponse"), "drop", expected_reply, "moment"),
    Tag(
        "contact.first_name",
        _labels("customer first name", "prénom du client"),
        "fallback",
        attrgetter("contact.first_name"),
    ),
    Tag(
        "contact.full_name",
        _labels("customer full name", "nom complet du client"),
        "fallback",
        attrgetter("contact.full_name"),
    ),
    Tag(
        "operator.first_name",
        _labels("operator first name", "prénom de l'opérateur"),
        "fallback",
        lambda context: _first_word(context.operator),
    ),
    Tag("channel", _labels("channel", "canal"), "fallback", attrgetter("channel")),
    Tag("now.date", _labels("today's date", "date du jour"), "fallback", _date, "day"),
    Tag("now.time", _labels("time of day", "heure"), "fallback", _time, "instant"),
    Tag(
        "custom.*",
        _labels("custom field", "champ personnalisé"),
        "fallback",
        lambda _context: None,
        member=_custom,
    ),
)

BUILTIN_TAGS: tuple[Tag, ...] = (*_ESTABLISHMENT, *HOURS_TAGS, FURTHER_HOURS, *_OTHERS)
"""In the order in which menus show them."""
