"""What fields of a record are called: all of them by a word, in both languages where they differ."""

from __future__ import annotations

import pytest

from frontdesk import EstablishmentRecord
from frontdesk_server.console.labels import FACT_NAMES, fact_name
from frontdesk_server.console.words import speaking


def test_every_field_of_a_record_has_a_name() -> None:
    assert set(FACT_NAMES) == set(EstablishmentRecord.model_fields) - {"id"}


@pytest.mark.parametrize(
    ("field", "english", "french"),
    [
        ("phone", "Telephone", "Téléphone"),
        ("custom.parking", "Custom fields (parking)", "Champs personnalisés (parking)"),
        ("unheard_of", "unheard_of", "unheard_of"),
    ],
)
def test_a_field_is_called_by_its_word(field: str, english: str, french: str) -> None:
    with speaking("en"):
        assert fact_name(field) == english
    with speaking("fr"):
        assert fact_name(field) == french
