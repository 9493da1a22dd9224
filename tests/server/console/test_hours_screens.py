"""Named schedules in the console: listed, written, two at once, read-only where a file manages them."""

from __future__ import annotations

from collections.abc import Mapping

from frontdesk_server.publishing.drafts import Who
from frontdesk_server.publishing.schedules import Schedule, schedules
from frontdesk_server.rights import Role
from tests.server.console.hours_fields import fields_of
from tests.server.console.house import House

ODILE = Who(name="Odile")
FIELDS: Mapping[str, str] = {
    "name": "Soirées",
    "key": "k1",
    "hours.kind": "own",
    "hours.was": '"auto"',
    "hours.timezone": "Europe/Paris",
    "hours.weekly.mon.from[]": "18:00",
    "hours.weekly.mon.to[]": "22:00",
    "do": "save",
}


def known(home: House) -> list[Schedule]:
    return home.call(schedules, home.store, ODILE)


def release(home: House, **files: str) -> None:
    content = {
        "frontdesk": 1,
        "schedules": {"evenings": {"timezone": "Europe/Paris", "weekly": {"daily": "18:00-22:00"}}},
        "message_sets": [
            {"name": "B", "establishments": {"groups": ["bakeries"]}, "chat_hours": "evenings"}
            | {"welcome": "-", "absence": "-"}
        ],
        "rules": [],
        "files": {f"schedules/{name}": file for name, file in files.items()},
    }
    home.call(home.store.releases.add, content, author="test")


def test_list_is_empty_and_says_what_schedules_are_for(shared: House) -> None:
    shared.enter(Role.VIEWER)
    page = shared.get("/hours").text
    assert "No named schedule yet" in page
    assert "/console/hours/new" not in page


def test_list_shows_the_next_opening_and_who_goes_by_it(home: House) -> None:
    release(home)
    home.enter(Role.VIEWER, language="fr")
    page = home.get("/hours").text
    assert "aujourd&#39;hui à 18:00" in page
    assert '<td data-label="Utilisé par">B</td>' in page


def test_a_schedule_is_created_once_however_often_it_is_sent(home: House) -> None:
    home.enter(Role.EDITOR)
    for _ in range(2):
        answer = home.post("/hours/new", FIELDS)
        assert (answer.status_code, answer.headers["location"]) == (303, "/console/hours")
    [made] = known(home)
    assert (made.name, made.document["timezone"]) == ("Soirées", "Europe/Paris")
    assert made.document["weekly"] == {"mon": ["18:00-22:00"]} | dict.fromkeys(
        ("tue", "wed", "thu", "fri", "sat", "sun"), "closed"
    )


def test_what_is_wrong_is_told_and_kept(home: House) -> None:
    home.enter(Role.EDITOR, language="fr")
    answer = home.post("/hours/new", {**FIELDS, "name": "", "hours.timezone": "Europe/Pari"})
    assert answer.status_code == 422
    assert 'href="#name"' in answer.text
    assert 'href="#hours.timezone"' in answer.text
    assert "Europe/Paris" in answer.text
    assert fields_of(answer.text).get("hours.timezone") == "Europe/Pari"
    assert known(home) == []


def test_buttons_work_without_a_script(home: House) -> None:
    home.enter(Role.EDITOR)
    answer = home.post("/hours/new", {**FIELDS, "do": "period hours.weekly.mon"})
    assert answer.status_code == 200
    assert fields_of(answer.text).all("hours.weekly.mon.from[]") == ["18:00", ""]
    assert known(home) == []


def test_a_live_schedule_is_written_on_and_discarded(home: House) -> None:
    release(home)
    home.enter(Role.EDITOR)
    [live] = known(home)
    sent = {name: values[-1] for name, values in fields_of(home.get(f"/hours/{live.id}").text).fields.items()}
    assert home.post(f"/hours/{live.id}", {**sent, "hours.timezone": "Europe/Rome", "do": "save"}).status_code == 303
    [changed] = known(home)
    assert changed.document == {"timezone": "Europe/Rome", "weekly": {"daily": "18:00-22:00"}}
    assert "with changes to activate" in home.get("/hours").text
    home.post(f"/hours/{live.id}/discard", {"version": "1"})
    assert known(home)[0].draft is None


def test_the_second_to_save_gets_both_texts(home: House) -> None:
    release(home)
    home.enter(Role.EDITOR)
    [live] = known(home)
    sent = {name: values[-1] for name, values in fields_of(home.get(f"/hours/{live.id}").text).fields.items()}
    home.post(f"/hours/{live.id}", {**sent, "hours.timezone": "Europe/Rome", "do": "save"})
    home.enter(Role.EDITOR, name="Jean")
    answer = home.post(f"/hours/{live.id}", {**sent, "hours.timezone": "Europe/Oslo", "do": "save"})
    assert answer.status_code == 409
    assert "Europe/Rome" in answer.text
    assert "Europe/Oslo" in answer.text
    over = {name: values[-1] for name, values in fields_of(answer.text).fields.items()}
    assert home.post(f"/hours/{live.id}", {**over, "do": "save"}).status_code == 303
    assert known(home)[0].document["timezone"] == "Europe/Oslo"


def test_a_schedule_of_a_file_is_read_only_and_names_it(home: House) -> None:
    release(home, evenings="messages/hours.yaml")
    home.enter(Role.ADMINISTRATOR)
    [live] = known(home)
    page = home.get(f"/hours/{live.id}").text
    assert "messages/hours.yaml" in page
    assert '<form id="schedule"' not in page
    assert home.post(f"/hours/{live.id}", FIELDS).status_code == 404


def test_a_viewer_reads_and_does_not_write(home: House) -> None:
    release(home)
    home.enter(Role.VIEWER)
    [live] = known(home)
    assert '<form id="schedule"' not in home.get(f"/hours/{live.id}").text
    assert home.post(f"/hours/{live.id}", FIELDS).status_code == 403
    assert home.get("/hours/new").status_code == 403


def test_a_schedule_of_another_scope_is_not_there(home: House) -> None:
    release(home)
    home.enter(Role.EDITOR, groups={"garages"})
    [live] = known(home)
    assert home.get(f"/hours/{live.id}").status_code == 404
    assert home.post(f"/hours/{live.id}", FIELDS).status_code == 404
    assert home.post(f"/hours/{live.id}/discard", {"version": "0"}).status_code == 404
    assert "evenings" not in home.get("/hours").text
    assert home.get("/hours/nope").status_code == 404


def written(home: House) -> Schedule:
    """The live schedule with a draft of other hours."""
    release(home)
    home.enter(Role.PUBLISHER)
    [live] = known(home)
    sent = {name: values[-1] for name, values in fields_of(home.get(f"/hours/{live.id}").text).fields.items()}
    home.post(f"/hours/{live.id}", {**sent, "hours.timezone": "America/Toronto", "do": "save"})
    return known(home)[0]


def test_activating_shows_who_goes_by_it_and_what_changes(home: House) -> None:
    found = written(home)
    page = home.get(f"/hours/{found.id}/activate").text
    assert "1 message set goes by it at once: B." in page
    assert "Until now" in page
    assert known(home)[0].live == found.live


def test_activating_makes_a_release_once(home: House) -> None:
    found = written(home)
    fields = fields_of(home.get(f"/hours/{found.id}/activate").text)
    before = home.call(home.store.releases.newest_number)
    for _ in range(2):
        answer = home.post(f"/hours/{found.id}/activate", {"fingerprint": fields.get("fingerprint")})
    assert home.call(home.store.releases.newest_number) == before + 1
    release_ = home.call(home.store.releases.newest)
    assert release_.document["schedules"]["evenings"]["timezone"] == "America/Toronto"
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/hours")


def test_activating_is_noted_in_the_audit(home: House) -> None:
    found = written(home)
    fields = fields_of(home.get(f"/hours/{found.id}/activate").text)
    home.post(f"/hours/{found.id}/activate", {"fingerprint": fields.get("fingerprint")})
    home.enter(Role.ADMINISTRATOR)
    page = home.get("/audit").text
    assert "Schedule activated" in page
    assert "Draft of a schedule saved" in page


def test_a_confirmation_of_something_else_changes_nothing(home: House) -> None:
    found = written(home)
    before = home.call(home.store.releases.newest_number)
    answer = home.post(f"/hours/{found.id}/activate", {"fingerprint": "0" * 32})
    assert (answer.status_code, home.call(home.store.releases.newest_number)) == (422, before)


def test_an_editor_does_not_activate(home: House) -> None:
    found = written(home)
    home.enter(Role.EDITOR)
    assert home.get(f"/hours/{found.id}/activate").status_code == 403
    assert "/activate" not in home.get(f"/hours/{found.id}").text


def test_the_schedules_to_choose_from_are_those_of_the_scope(home: House) -> None:
    release(home)
    home.enter(Role.EDITOR, name="Jean")
    home.post("/hours/new", {**FIELDS, "name": "Secret"})
    home.enter(Role.EDITOR, groups={"bakeries"})
    page = home.get("/sets/new").text
    assert '<option value="evenings">' in page
    assert '<option value="Secret">' not in page
