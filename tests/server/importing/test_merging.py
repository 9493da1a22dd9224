from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from frontdesk import Host
from frontdesk_server.importing.merging import Told, merged
from frontdesk_server.importing.places import read_places
from frontdesk_server.project import load_project
from tests.server.cli.projects import project

WORDS = st.sampled_from(["", "a", "b", "c"])
LISTS = st.lists(st.sampled_from(["x", "y", "z"]), max_size=3)
RECORDS = st.fixed_dictionaries(
    {"id": st.just("1"), "name": st.sampled_from(["One", "Two"])},
    optional={
        "phone": WORDS,
        "email": WORDS | st.none(),
        "groups": LISTS,
        "custom": st.dictionaries(st.sampled_from(["wifi", "park"]), WORDS, max_size=2),
        "hours": st.dictionaries(st.sampled_from(["delivery", "drive"]), st.just({"weekly": {}}), max_size=2),
        "opening_hours": st.sampled_from([{"weekly": {"mon": "closed"}}, {"weekly": {"mon": ["09:00-18:00"]}}]),
    },
)
SEVERAL = st.lists(RECORDS, min_size=2, max_size=4)


def told(records: list[dict[str, object]]) -> list[Told]:
    return [Told(f"s{at}", record) for at, record in enumerate(records)]


@given(RECORDS)
def test_what_one_source_tells_is_taken_as_it_is(record: dict[str, object]) -> None:
    found = merged("1", [Told("s", record)])

    assert {name: value for name, value in found.record.items() if name != "groups"} == {
        name: value for name, value in record.items() if name != "groups"
    }
    assert set(found.told_by.values()) == {"s"}


@given(SEVERAL)
def test_a_field_is_that_of_the_first_source_that_tells_it(records: list[dict[str, object]]) -> None:
    found = merged("1", told(records))
    for name in ("name", "phone", "email", "opening_hours"):
        first = next(((at, record[name]) for at, record in enumerate(records) if record.get(name)), None)
        assert found.record.get(name) == (first[1] if first else None)
        assert found.told_by.get(name) == (f"s{first[0]}" if first else None)


@given(SEVERAL)
def test_merging_what_is_merged_changes_nothing(records: list[dict[str, object]]) -> None:
    once = merged("1", told(records)).record

    assert merged("1", told([once, *records])).record == once
    assert merged("1", told([once, once])).record == once


@given(SEVERAL)
def test_a_source_that_tells_nothing_new_changes_nothing_at_the_end(records: list[dict[str, object]]) -> None:
    before = merged("1", told(records))

    assert merged("1", [*told(records), Told("last", records[0])]) == before


@given(SEVERAL)
def test_everything_that_is_told_is_known_to_be_told_by_somebody(records: list[dict[str, object]]) -> None:
    found = merged("1", told(records))
    fields = {name for name in found.record if name != "id"}

    assert fields == {name.partition(".")[0] for name in found.told_by}


def test_a_project_is_checked_on_its_sources_put_together(tmp_path: Path) -> None:
    folder = project(tmp_path / "p")
    (folder / "hours.csv").write_text("id,name,code,phone,timezone\n9,Other,C1,+33 9,Europe/Paris\n")
    (folder / "establishments.yaml").write_text(
        "establishments:\n  - {id: a, name: Etoile, code: C1, timezone: Europe/Paris}\n"
    )
    file = folder / "frontdesk.yaml"
    text = file.read_text()
    sources = (
        "sources:\n  - {kind: files, path: establishments.yaml}\n  - {kind: files, path: hours.csv, match: code}\n"
    )
    file.write_text(text[: text.index("sources:")] + sources)
    places = read_places(load_project(folder, Host.load({})))

    assert list(places.records) == ["a"]
    assert (places.records["a"]["name"], places.records["a"]["phone"]) == ("Etoile", "+33 9")
    assert places.whole == {"files", "files-2"}
