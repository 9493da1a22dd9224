"""A JetStream cluster in front of the inbox: events are taken in while the database is away.

Optional (extra `jetstream`), chosen by `FRONTDESK_JETSTREAM`. An event is accepted once a majority of the cluster has
it on disk. The owner of a partition takes its events over into the inbox table, in order, and the position up to which
it did is written in the same transaction: nothing is acknowledged to the cluster, and nothing redelivered by it.
"""

from frontdesk_server.runtime.jetstream.front import JetStreamFront, open_jetstream
from frontdesk_server.runtime.jetstream.options import JetStreamOptions

__all__ = ["JetStreamFront", "JetStreamOptions", "open_jetstream"]
