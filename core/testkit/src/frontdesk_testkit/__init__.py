"""Contracts, scenarios and a badly behaved platform for those who write Frontdesk adapters and rules.

Names are loaded when they are first used, so that the pytest plugin costs other test suites nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from frontdesk_testkit.channel_contract import ChannelContract
    from frontdesk_testkit.dialect import Dialect, PlatformReply, PlatformRequest, Posting, Refused, Sent
    from frontdesk_testkit.fake_platform import FakePlatform
    from frontdesk_testkit.fake_source_server import FakeSourceServer
    from frontdesk_testkit.http_source_contract import HttpSourceContract
    from frontdesk_testkit.laws import Level
    from frontdesk_testkit.memory import Attempt, Seen
    from frontdesk_testkit.platforms import PLATFORMS, dialect_of
    from frontdesk_testkit.platforms.webhook import WebhookDialect
    from frontdesk_testkit.samples import Expected, Handshake, Sample, expect
    from frontdesk_testkit.scenarios import Scenario, ScenarioFailed, load_scenario, run_scenario
    from frontdesk_testkit.source_contract import SourceContract
    from frontdesk_testkit.source_dialect import SourceDialect, Told, grant_token, json_reply
    from frontdesk_testkit.turns import Answer, Echo, Turn, weather

__all__ = [
    "PLATFORMS",
    "Answer",
    "Attempt",
    "ChannelContract",
    "Dialect",
    "Echo",
    "Expected",
    "FakePlatform",
    "FakeSourceServer",
    "Handshake",
    "HttpSourceContract",
    "Level",
    "PlatformReply",
    "PlatformRequest",
    "Posting",
    "Refused",
    "Sample",
    "Scenario",
    "ScenarioFailed",
    "Seen",
    "Sent",
    "SourceContract",
    "SourceDialect",
    "Told",
    "Turn",
    "WebhookDialect",
    "dialect_of",
    "expect",
    "grant_token",
    "json_reply",
    "load_scenario",
    "run_scenario",
    "weather",
]

_HOMES = {
    "channel_contract": ("ChannelContract",),
    "dialect": ("Dialect", "PlatformReply", "PlatformRequest", "Posting", "Refused", "Sent"),
    "fake_source_server": ("FakeSourceServer",),
    "fake_platform": ("FakePlatform",),
    "http_source_contract": ("HttpSourceContract",),
    "laws": ("Level",),
    "memory": ("Attempt", "Seen"),
    "platforms": ("PLATFORMS", "dialect_of"),
    "platforms.webhook": ("WebhookDialect",),
    "samples": ("Expected", "Handshake", "Sample", "expect"),
    "scenarios": ("Scenario", "ScenarioFailed", "load_scenario", "run_scenario"),
    "source_contract": ("SourceContract",),
    "source_dialect": ("SourceDialect", "Told", "grant_token", "json_reply"),
    "turns": ("Answer", "Echo", "Turn", "weather"),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    module = _HOME.get(name)
    if module is None:
        raise AttributeError(f"module 'frontdesk_testkit' has no attribute {name!r}")
    return getattr(import_module(f"frontdesk_testkit.{module}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
