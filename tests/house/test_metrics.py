"""Metrics, their page and the alerts made of them name one another."""

from __future__ import annotations

import re
from pathlib import Path

import yaml  # type: ignore[import-untyped]

from frontdesk_server.runtime.measures import MEASURES

DOCS = Path(__file__).parents[2] / "docs"
ALERTS = DOCS / "how-to" / "frontdesk-alerts.yaml"
LABELS = re.compile(r"(frontdesk_\w+)\{(\w+)=")


def rules() -> list[dict[str, object]]:
    return [rule for group in yaml.safe_load(ALERTS.read_text())["groups"] for rule in group["rules"]]


def exposed() -> dict[str, tuple[str, ...]]:
    """Every name that a query may use, with its labels."""
    names = {one.name: one.labels for one in MEASURES if one.kind != "histogram"}
    for one in MEASURES:
        if one.kind == "histogram":
            names |= {f"{one.name}_{part}": one.labels for part in ("bucket", "count", "sum")}
    return names


def test_every_metric_has_a_heading_in_the_reference() -> None:
    text = (DOCS / "reference" / "metrics.md").read_text()

    assert [one.name for one in MEASURES if f"### {one.name}\n" not in text] == []


def test_names_follow_the_conventions_of_prometheus() -> None:
    for one in MEASURES:
        assert one.name.startswith("frontdesk_")
        assert one.name.endswith("_total") == (one.kind == "counter")
        assert one.help.endswith(".")
    assert len({one.name for one in MEASURES}) == len(MEASURES)


def test_no_label_names_a_place_or_a_person() -> None:
    labels = {label for one in MEASURES for label in one.labels}

    assert not labels & {"establishment", "contact", "conversation", "event", "key"}


def test_every_metric_of_an_alert_exists_and_has_its_labels() -> None:
    known = exposed()
    for rule in rules():
        query = str(rule["expr"])
        assert set(re.findall(r"\bfrontdesk_\w+", query)) <= known.keys(), rule["alert"]
        assert all(label in known[name] for name, label in LABELS.findall(query)), rule["alert"]


def test_every_alert_says_how_it_is_mended() -> None:
    for rule in rules():
        annotations = rule["annotations"]
        assert isinstance(annotations, dict)
        assert annotations["summary"], rule["alert"]
        assert annotations["mend"], rule["alert"]
        assert rule["labels"] in ({"severity": "page"}, {"severity": "ticket"}), rule["alert"]
