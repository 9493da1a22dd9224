"""Languages as the platform names them: `fr` -> `fr_FR`. It knows a fixed list, and a person has exactly one of it.

https://developers.facebook.com/documentation/business-messaging/messenger-platform/messenger-profile/supported-locales,
and for the languages that this page leaves out the list of Facebook's own locales.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, TypeVar

T = TypeVar("T")
DEFAULT: Final = "default"
"""Shown to everybody whose locale has no text of its own; the platform insists on it."""

LOCALES: Final[Mapping[str, tuple[str, ...]]] = {
    "af": ("af_ZA",),
    "ar": ("ar_AR",),  # one for all Arabic, by a region that is none
    "bg": ("bg_BG",),
    "bn": ("bn_IN",),
    "bs": ("bs_BA",),
    "ca": ("ca_ES",),
    "cs": ("cs_CZ",),
    "da": ("da_DK",),
    "de": ("de_DE",),
    "el": ("el_GR",),
    "en": ("en_US", "en_GB"),
    "es": ("es_LA", "es_ES"),  # LA stands for all of Latin America
    "et": ("et_EE",),
    "eu": ("eu_ES",),
    "fa": ("fa_IR",),
    "fi": ("fi_FI",),
    "fr": ("fr_FR", "fr_CA"),
    "gl": ("gl_ES",),
    "gu": ("gu_IN",),
    "he": ("he_IL",),
    "hi": ("hi_IN",),
    "hr": ("hr_HR",),
    "hu": ("hu_HU",),
    "id": ("id_ID",),
    "is": ("is_IS",),
    "it": ("it_IT",),
    "ja": ("ja_JP",),
    "kn": ("kn_IN",),
    "ko": ("ko_KR",),
    "lt": ("lt_LT",),
    "lv": ("lv_LV",),
    "ml": ("ml_IN",),
    "mr": ("mr_IN",),
    "ms": ("ms_MY",),
    "nb": ("nb_NO",),
    "nl": ("nl_NL",),
    "no": ("nb_NO",),  # Norwegian without a further word is Bokmål there
    "pa": ("pa_IN",),
    "pl": ("pl_PL",),
    "pt": ("pt_BR", "pt_PT"),
    "ro": ("ro_RO",),
    "ru": ("ru_RU",),
    "sk": ("sk_SK",),
    "sl": ("sl_SI",),
    "sq": ("sq_AL",),
    "sr": ("sr_RS",),
    "sv": ("sv_SE",),
    "ta": ("ta_IN",),
    "te": ("te_IN",),
    "th": ("th_TH",),
    "tl": ("tl_PH",),
    "tr": ("tr_TR",),
    "uk": ("uk_UA",),
    "vi": ("vi_VN",),
    "zh": ("zh_CN", "zh_TW", "zh_HK"),
    "zh-hans": ("zh_CN",),
    "zh-hant": ("zh_TW", "zh_HK"),
}
"""Language, or language and script -> all its locales, the widest first."""
_UMBRELLAS: Final[Mapping[str, str]] = {"ar": "ar_AR", "es": "es_LA", "en": "en_GB"}
"""Where a region that the platform does not know belongs; elsewhere it belongs to the first."""


def locales_of(tag: str) -> tuple[str, ...]:
    """The platform's locales for a BCP 47 tag; none = the platform does not speak that language."""
    language, *rest = tag.replace("_", "-").lower().split("-")
    script = next((f"{language}-{part}" for part in rest if f"{language}-{part}" in LOCALES), language)
    known = LOCALES.get(script, ())
    region = next((part.upper() for part in rest if len(part) == 2), "")  # noqa: PLR2004 - a region has two letters
    if not region or not known:
        return known
    exact = f"{language}_{region}"
    return (exact,) if exact in known else (_UMBRELLAS.get(language, known[0]),)


def by_locale(told: Iterable[tuple[str, T]]) -> dict[str, T]:
    """The platform's locale -> value, of values by BCP 47 tag; the first is the default.

    A tag with a region has its locale to itself, wherever it stands; a language alone has those that are left.
    """
    values = list(told)
    if not values:
        return {}
    found = {DEFAULT: values[0][1]}
    for tag, value in sorted(values[1:], key=_breadth):
        for locale in locales_of(tag):
            found.setdefault(locale, value)
    return found


def _breadth(item: tuple[str, object]) -> int:
    return len(locales_of(item[0]))
