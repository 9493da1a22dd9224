"""The contract that every HTTP source passes by subclassing: all records, or a word about each that is missing.

::

    class TestParrot(HttpSourceContract):
        carries = ("name", "phone", "address.city")    # what the platform holds

        def source(self): return ParrotSource(ParrotSource.Settings(api_url="https://api.parrot.example", key="key"))
        def dialect(self): return ParrotDialect()      # a `SourceDialect`, written from the documentation
"""

from __future__ import annotations

from frontdesk_testkit.source_delivery import DeliveryLaws
from frontdesk_testkit.source_trouble import TroubleLaws


class HttpSourceContract(DeliveryLaws, TroubleLaws):
    """All laws of an HTTP source."""
