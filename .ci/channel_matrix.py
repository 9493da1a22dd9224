"""The page of channels: what each carries, by its `Capabilities`, and how far that is proven, by its contract.

`docs/reference/quality.json` is written by a run of the contracts (`make quality`). Runs of the tests are compared with
it, so that nobody claims a level by hand.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Final

from frontdesk import Capabilities, Carrier, Channel, Host, Limit, Rate, Settlement, Unit
from frontdesk_testkit import PLATFORMS, dialect_of

ROOT: Final = Path(__file__).parents[1]
QUALITY: Final = ROOT / "docs" / "reference" / "quality.json"
_ROOT: Final = "https://platform.example"
_DAYS_FROM: Final = 72
"""Hours above which whole days are told."""
LEVELS: Final = ("none", "bronze", "silver", "gold")
_UNITS: Final[Mapping[Unit, str]] = {Unit.CHARACTERS: "characters", Unit.UTF16: "UTF-16 units", Unit.BYTES: "bytes"}
_SETTLED: Final[Mapping[Settlement, str]] = {
    Settlement.KEY: "sent again under its key, which the platform honours",
    Settlement.ECHO: "by the platform's echo or status",
    Settlement.NONE: "parked for a person",
}
_INTRODUCTION: Final = """\
# Channels

What a plain account of each channel carries, and how far it may be trusted. This page is made of the channels' own
`Capabilities`, each of which the contract proves at its limit and one past it, and of the contract's results.

| level | what it means |
| --- | --- |
| bronze | it tells friend from foe, and says what it is given |
| silver | it keeps to its limits, languages and duplicates, whatever it is fed |
| gold | what is lost on the way can be settled |

A level takes all laws of it and of those below. A law that a platform makes impossible is left out, with the reason,
and counts as not kept.
"""


def channels_page() -> str:
    """`docs/reference/channels.md`."""
    channels, quality = Host.load().channels, proven()
    lines = [_INTRODUCTION, *_overview(channels, quality), ""]
    for kind, channel in channels.items():
        lines += [f"## {kind}", "", *_details(channel), "", *left_out(quality.get(kind, {})), *_more(channel), ""]
    return "\n".join(lines).rstrip() + "\n"


def proven() -> dict[str, dict[str, Mapping[str, object]]]:
    """What the contracts proved, by kind of channel: one entry for each contract of it."""
    found: dict[str, dict[str, Mapping[str, object]]] = {}
    for name, proof in json.loads(QUALITY.read_text(encoding="utf-8")).items():
        found.setdefault(str(proof["kind"]), {})[name] = proof
    return found


def level_of(proofs: Mapping[str, Mapping[str, object]]) -> str:
    """The lowest that a contract of a channel proved."""
    return min((str(proof["level"]) for proof in proofs.values()), key=LEVELS.index, default="none")


def carried(channel: type[Channel]) -> Capabilities:
    """What an account carries that is set up as its platform's own documentation says, and no further."""
    if channel.kind not in PLATFORMS:
        return channel.capabilities
    platform = dialect_of(channel.kind)
    settings = channel.Settings.model_validate(platform.settings(_ROOT))
    return channel("docs", settings, platform.secrets(_ROOT)).capabilities


def _overview(
    channels: Mapping[str, type[Channel]], quality: Mapping[str, Mapping[str, Mapping[str, object]]]
) -> Iterator[str]:
    titles = (
        "channel",
        "level",
        "text",
        "starters under a message",
        "before any message",
        "tells of a start",
        "window",
    )
    yield f"| {' | '.join(titles)} |"
    yield f"| {' | '.join('---' for _ in titles)} |"
    for kind, channel in channels.items():
        carries = carried(channel)
        cells = (
            f"[{kind}](#{kind})",
            level_of(quality.get(kind, {})),
            _limit(carries.text),
            ", else ".join(f"{one.count} {_style(one)}" for one in carries.carriers) or "numbered in the text",
            f"{carries.native_starters.count}" if carries.native_starters else "-",
            "yes" if carries.start_signal else "-",
            _duration(carries.window) if carries.window else "always",
        )
        yield f"| {' | '.join(cells)} |"


def _details(channel: type[Channel]) -> Iterator[str]:
    carries = carried(channel)
    yield from ("| | |", "| --- | --- |")
    for name, value in _facts(channel, carries):
        yield f"| {name} | {value} |"


def _facts(channel: type[Channel], carries: Capabilities) -> Iterator[tuple[str, str]]:
    yield "text", _limit(carries.text)
    if carries.segments is not None:
        yield "charged", f"by segments: {carries.segments.gsm7} septets or {carries.segments.ucs2} UTF-16 units"
    for carrier in carries.carriers:
        yield f"starters as {_style(carrier)}", _carrier(carrier)
    yield "more starters, or longer ones", "numbered in the text"
    yield from _native(carries)
    yield "tells of a start", "yes" if carries.start_signal else "no: the first message is the start"
    yield "a send whose end was lost", _SETTLED[carries.settled_by]
    window = carries.window
    yield "automatic messages", f"within {_duration(window)} of the contact's last" if window else "always"
    rates = (("account", carries.account_rate), ("contact", carries.contact_rate))
    yield from ((f"rate of each {name}", _rate(rate)) for name, rate in rates if rate is not None)
    yield "largest request", _bytes(channel.largest_request)


def _native(carries: Capabilities) -> Iterator[tuple[str, str]]:
    """What the platform itself shows before any message."""
    if carries.native_starters is not None:
        yield "starters before any message", _carrier(carries.native_starters)
    limits = (("greeting", carries.native_greeting), ("absence", carries.native_absence))
    yield from ((f"{name} of the platform's own", _limit(limit)) for name, limit in limits if limit is not None)
    if carries.native_starters is not None or carries.native_greeting is not None:
        yield "languages before any message", "each" if carries.native_locales else "the default one"


def left_out(proofs: Mapping[str, Mapping[str, object]]) -> Iterator[str]:
    """The laws that cannot hold, and why; once, where several contracts say the same."""
    reasons = {law: why for proof in proofs.values() for law, why in dict(proof["left_out"]).items()}  # type: ignore[call-overload]
    yield f"Level: **{level_of(proofs)}**."
    yield ""
    if reasons:
        yield from ("Left out:", "")
        yield from (f"- `{law}`: {why}" for law, why in sorted(reasons.items()))
        yield ""


def _more(channel: type[Channel]) -> Iterable[str]:
    """A link to the adapter's own page; what its settings change is said there."""
    package = channel.__module__.partition(".")[0]
    pages = sorted(ROOT.glob(f"adapters/channels/*/src/{package}"))
    if not pages:
        return ()
    page = (pages[0].parents[1] / "README.md").relative_to(ROOT).as_posix()
    gone = channel.retired
    retired = [f"The platform is no more since {gone.on.isoformat()}: use `{gone.successor}`.", ""] if gone else []
    return [*retired, f"[Settings, set-up, limitations](../../{page})"]


def _carrier(carrier: Carrier) -> str:
    parts = [f"{carrier.count}, titles of {_limit(carrier.title)}"]
    parts += [f"{carrier.visible} seen at once"] if carrier.visible is not None else []
    parts += [f"beside a text of {_limit(carrier.body)}"] if carrier.body is not None else []
    parts += ["under the newest message only: offered again"] if carrier.vanishes else []
    parts += [] if carrier.emoji else ["no emoji"]
    return ", ".join(parts)


def _style(carrier: Carrier) -> str:
    return "buttons" if carrier.style.value == "buttons" else "entries of a list"


def _limit(limit: Limit) -> str:
    return f"{limit.most} {_UNITS[limit.unit]}"


def _duration(window: timedelta) -> str:
    hours = window.total_seconds() / 3600
    return f"{hours / 24:g} days" if hours > _DAYS_FROM and hours % 24 == 0 else f"{hours:g} h"


def _rate(rate: Rate) -> str:
    pace = f"{rate.per_second:g} a second" if rate.per_second >= 1 else f"one in {1 / rate.per_second:g} s"
    return f"{pace}, {rate.burst} at once"


def _bytes(size: int) -> str:
    return f"{size / 1024 / 1024:g} MiB" if size >= 1024 * 1024 else f"{size / 1024:g} KiB"
