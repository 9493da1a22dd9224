"""The preview of a draft that is being typed: every request has another text, so that nothing is found compiled."""

from __future__ import annotations

from console.world import World, measured

TIMES = 200
SHOPS = 1_500


def run(world: World) -> dict[str, float]:
    """An edit, for a set of everybody and for one with a long list; an instant; a question that is tapped."""
    print("console: preview")
    ids = [f"e-{number}" for number in range(SHOPS)]
    return {
        **measured("an edit, set of everybody", lambda at: world.post("/preview", draft(at)), times=TIMES),
        **measured("an edit, list of 1,500", lambda at: world.post("/preview", draft(at, ids)), times=TIMES),
        **measured("another establishment and instant", lambda at: world.post("/preview", elsewhere(at)), times=TIMES),
        **measured("a search among the establishments", lambda at: world.post("/preview", search(at)), times=TIMES),
    }


def draft(at: int, ids: list[str] | None = None) -> dict[str, object]:
    """A form with two languages and five questions, typed up to here."""
    chosen: dict[str, object] = {"establishments": "some" if ids else "all", "establishments.ids": ids or []}
    texts = {
        f"{key}.{language}": f"{key} {at}, {{{{ establishment.name }}}}: [[{{{{ chat_hours.next_opening }}}}]]"
        for key in ("welcome", "absence")
        for language in ("fr", "en")
    }
    topics = {
        f"starters[{number}].{key}.{language}": f"{key} {number} {language} {{{{ establishment.city }}}}"
        for number in range(5)
        for key in ("title", "answer")
        for language in ("fr", "en")
    }
    return {"name": "Accueil", "chat_hours": "auto", **chosen, **texts, **topics}


def elsewhere(at: int) -> dict[str, object]:
    """The same draft for one establishment after the other, at another time, with a question tapped."""
    day = f"2027-03-{abs(at) % 28 + 1:02}T02:30"
    seen = {"preview.establishment": f"e-{abs(at) * 37}", "preview.when": "at", "preview.at": day}
    return {**draft(0), **seen, "preview.tap": "title-0-fr-establishment-city"}


def search(at: int) -> dict[str, object]:
    """The same draft, while somebody looks for an establishment."""
    return {**draft(0), "preview.search": f"shop {abs(at) * 7}"}
