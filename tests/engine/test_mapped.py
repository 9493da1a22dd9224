"""A mapping has the field first; what is written otherwise is told by what it is, all at once."""

from __future__ import annotations

import pytest
from pydantic import BaseModel, ConfigDict, ValidationError

from frontdesk import Diagnostic, FieldName, Mapped, describe


class Settings(BaseModel):
    """What a source with a mapping takes."""

    model_config = ConfigDict(frozen=True)

    columns: Mapped[str | list[str] | None]
    constants: dict[FieldName, str] = {}


def refused(columns: object, **more: object) -> list[tuple[str, dict[str, object]]]:
    """What is wrong in a mapping."""
    with pytest.raises(ValidationError) as caught:
        Settings.model_validate({"columns": columns, **more})
    return [(error["type"], error.get("ctx", {})) for error in caught.value.errors()]


def test_a_mapping_is_kept_as_it_was_written() -> None:
    columns = {"Horaires": "name", "address.lines": ["street", "street2"], "phone": None}
    assert Settings.model_validate({"columns": columns}).columns == columns
    assert all(type(name) is str for name in Settings.model_validate({"columns": columns}).columns)


def test_a_mapping_the_wrong_way_round_says_how_it_is_written() -> None:
    ((id_, params),) = refused({"horaires lundi": "opening_hours.monday"})
    assert (
        describe(Diagnostic(id=id_, params=params), "en")
        == "FD629 'horaires lundi' is no field: write the field first, 'opening_hours.monday: horaires lundi'"
    )


def test_every_key_that_is_no_field_is_told_by_what_it_is() -> None:
    found = refused({"Nom du magasin": "name", "adress": "x", "qqqq": "y", "monday": "z"})
    assert [id_ for id_, _ in found] == ["FD629", "FD606", "FD625", "FD606"]
    assert found[3][1]["nearest"] == "opening_hours.monday"


def test_a_slip_is_not_taken_for_the_wrong_way_round() -> None:
    assert refused({"nmae": "Nom"}) == [("FD606", {"field": "nmae", "nearest": "name"})]
    assert [id_ for id_, _ in refused({"adresse postale": "address.lines"})] == ["FD629"]


def test_a_value_that_is_no_place_is_not_taken_for_a_field() -> None:
    assert [id_ for id_, _ in refused({}, constants={"adress": "city"})] == ["FD606"]


@pytest.mark.parametrize("columns", [{1: "name"}, ["name"], "name"])
def test_what_is_no_mapping_is_refused_as_such(columns: object) -> None:
    assert {id_ for id_, _ in refused(columns)} <= {"string_type", "dict_type"}
