"""Phone numbers as people write and tap them. The world's numbering plans by `phonenumbers`, loaded with the first one.

A number that those plans do not know (`3631`, a misprint) is told as it was given: nobody's number is made up.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

_KEPT = 4096
_NOISE = re.compile(r"\(0\)|[^0-9+]")
_SHORTEST = 3


@lru_cache(maxsize=_KEPT)
def phone_text(phone: str, country: str | None, reader: str | None = None) -> str:
    """`03 02 06 06 28` for a reader in the number's country, `+33 3 02 06 06 28` for any other.

    Countries are ISO 3166 alpha-2: the place's, by which a number without `+` is read, and the reader's. A reader of
    whom nothing is known is taken to be where the place is.
    """
    number = _number(phone, country)
    if number is None:
        return phone
    from phonenumbers import (  # noqa: PLC0415
        PhoneNumberFormat,
        country_code_for_region,
        format_number,
        is_alpha_number,
    )

    if is_alpha_number(phone):  # 1-800-FLOWERS: it is known by its letters
        return phone

    home = country_code_for_region((reader or country or "").upper())
    near = home == number.country_code
    return format_number(number, PhoneNumberFormat.NATIONAL if near else PhoneNumberFormat.INTERNATIONAL)


@lru_cache(maxsize=_KEPT)
def phone_link(phone: str, country: str | None = None) -> str | None:
    """`tel:+33302060628` (RFC 3966), an extension as `;ext=12`; None where no number is in it.

    A number that the numbering plans do not know is linked by its own digits, as it would be dialled there.
    """
    number = _number(phone, country)
    if number is not None:
        extension = f";ext={number.extension}" if number.extension else ""
        return f"tel:{_e164(number)}{extension}"
    digits = _NOISE.sub("", phone if phone.lstrip().startswith("+") else phone.replace("(0)", "0"))
    digits = digits[:1] + digits[1:].replace("+", "")
    return f"tel:{digits}" if len(digits) >= _SHORTEST else None


def _e164(number: PhoneNumber) -> str:
    from phonenumbers import PhoneNumberFormat, format_number  # noqa: PLC0415

    return format_number(number, PhoneNumberFormat.E164)


def _number(phone: str, country: str | None) -> PhoneNumber | None:
    """The number, where it is one that can be in service."""
    from phonenumbers import NumberParseException, is_valid_number, parse  # noqa: PLC0415

    try:
        number = parse(phone, country.upper() if country else None)
    except NumberParseException:
        return None
    return number if is_valid_number(number) else None
