"""The streams of the cluster: four, so that the loss of one leader stops a quarter of what comes in and not all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from nats.js import JetStreamContext
from nats.js.api import ClusterInfo, DiscardPolicy, RetentionPolicy, StorageType, StreamConfig
from nats.js.errors import NotFoundError

from frontdesk.errors import ConfigError
from frontdesk_server.runtime.jetstream.options import JetStreamOptions

STREAMS: Final = 4
REPLICAS: Final = 3
MAX_AGE: Final = 72 * 3600.0
"""Seconds that an undecided event is kept; what is decided goes earlier."""
DUPLICATE_WINDOW: Final = 120.0
"""Seconds in which the cluster itself knows a repeated publish. The store knows them for nine days."""
DATABASE: Final = "frontdesk_database"
"""Under which key of its metadata a stream names the database whose events it takes in."""
AHEAD: Final = 10**6
"""How far behind the furthest position a removed stream begins again: readers may hold more of the old one than that
position tells of, and take it over under numbers that the new one must not give again."""
SILENT_FOR: Final = 5 * 10**9
"""Nanoseconds after which a server of the cluster, which is heard every second, counts as away."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What is known of the database that takes the events over."""

    database: str
    """Its identity."""
    positions: Mapping[int, int]
    """The furthest position that it has in each stream."""


def stream_of(part: int) -> int:
    """The stream that holds a partition."""
    return part % STREAMS


def stream_name(options: JetStreamOptions, number: int) -> str:
    """What a stream is called."""
    return f"FD_{options.name}_{number}"


def subject(options: JetStreamOptions, part: int, conversation: str) -> str:
    """Under which subject an event is published."""
    return f"fd.in.{options.name}.{stream_of(part)}.{part}.{conversation}"


def subjects_of(options: JetStreamOptions, part: int) -> str:
    """Every subject of a partition."""
    return f"fd.in.{options.name}.{stream_of(part)}.{part}.*"


def marks_of(options: JetStreamOptions, number: int) -> str:
    """The subject of a stream's marks: empty messages, by which readers tell how far they have come."""
    return f"fd.in.{options.name}.{number}.mark"


def part_of(published: str) -> int:
    """The partition of a subject."""
    return int(published.rpartition(".")[0].rpartition(".")[2])


def stream_config(options: JetStreamOptions, number: int, reading: Reading) -> StreamConfig:
    """How a stream is kept."""
    return StreamConfig(
        name=stream_name(options, number),
        subjects=[f"fd.in.{options.name}.{number}.>"],
        retention=RetentionPolicy.LIMITS,
        storage=StorageType.FILE,
        discard=DiscardPolicy.NEW,
        num_replicas=REPLICAS,
        max_age=MAX_AGE,
        max_bytes=options.max_bytes,
        duplicate_window=DUPLICATE_WINDOW,
        metadata={DATABASE: reading.database},
        first_seq=reached + AHEAD if (reached := reading.positions.get(number, 0)) else 1,
    )


def is_led(cluster: ClusterInfo | None) -> bool:
    """Whether somebody leads a stream and a majority has been heard of lately: a leader alone notices late."""
    if cluster is None or not cluster.leader:
        return False
    others = cluster.replicas or []
    heard = sum(one.active is not None and one.active < SILENT_FOR for one in others)
    return 2 * (1 + heard) > 1 + len(others)


class Behind(Exception):  # noqa: N818 - it says where the stream is
    """A stream that ends before what was read of it: its leader is new, or the cluster has lost what it kept."""

    def __init__(self, stream: str, last: int, reached: int) -> None:
        super().__init__(f"{stream} ends at {last}, and was read up to {reached}")
        self.stream = stream
        self.last = last
        self.reached = reached


async def make_streams(js: JetStreamContext, options: JetStreamOptions, reading: Reading) -> None:
    """Make the streams that are not there yet; those that are stay as somebody set them.

    One that was removed begins again behind what was read of it: smaller numbers would be taken for read.
    Raises `ConfigError` (FD930) where they are another database's: each would take away what the other waits for;
    `Behind`, which may pass, where a stream ends before what was read of it.
    """
    for number in range(STREAMS):
        name = stream_name(options, number)
        try:
            found = await js.stream_info(name)
        except NotFoundError:
            await js.add_stream(stream_config(options, number, reading))
            continue
        if (found.config.metadata or {}).get(DATABASE, reading.database) != reading.database:
            raise ConfigError.of("FD930", stream=name, name=options.name)
        if found.state.last_seq < (reached := reading.positions.get(number, 0)):
            raise Behind(name, found.state.last_seq, reached)
