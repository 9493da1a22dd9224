"""The pictures of the guide for operators: taken from the demo, named by the guide, committed."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from struct import pack, unpack
from zlib import compress, crc32, decompress

import pytest
from demo_house import (
    TUESDAY_MORNING,
    Demo,
    Visitor,
    bubbles,
    delivered,
    demo_running,
    launcher,
    opened,
    starters,
    write,
)
from operator_at_work import SLOW, Operator
from playwright.sync_api import Browser, FloatRect, Page, expect

from tests.server.api.served import wait_for

pytestmark = [pytest.mark.browser, pytest.mark.walk, pytest.mark.timeout(300)]

GUIDES = Path(__file__).parents[2] / "docs" / "how-to"
SCREEN = {"width": 1280, "height": 800}
FORM: FloatRect = {"x": 248, "y": 0, "width": 584, "height": 800}
DIALOG: FloatRect = {"x": 184, "y": 8, "width": 912, "height": 784}
"""Where the editor's form and its picker stand on the screen, in CSS pixels."""
MOST = 1_500_000
"""Bytes of all pictures together."""
BAKERY = "fournil-croix-rousse"
SILENT = "garage-minimes"
ASKED = (
    (BAKERY, "Where are you?"),
    (BAKERY, "What are you famous for?"),
    ("fournil-saint-denis", "Where are you?"),
    ("fournil-limoilou", "Your opening hours?"),
    ("bakehouse-fitzroy", "Where are you?"),
    ("bakehouse-fitzroy", "Your opening hours?"),
    ("night-oven-brooklyn", "Order bread"),
)
"""Who is asked what by a tap: at ten in Lyon some of them are away."""


class Camera:
    """Takes the pictures that the guides show, as an operator walks by."""

    def __init__(self, me: Operator, folder: Path) -> None:
        """What stands on this operator's screen goes into this folder."""
        self.me, self.folder = me, folder

    def take(self, name: str, clip: FloatRect | None = None) -> None:
        """The screen as it stands, or a part of it; nothing moves and nothing is focused."""
        self.me.page.evaluate("document.activeElement?.blur()")
        self.me.page.mouse.move(0, 0)
        taken = self.me.page.screenshot(caret="hide", clip=clip)
        (self.folder / f"{name}.png").write_bytes(pressed(taken))

    def scroll(self, heading: str) -> None:
        """Bring what stands below a heading to the top of the screen."""
        found = self.me.page.get_by_role("heading", name=heading, exact=True).first
        found.evaluate("node => window.scrollBy(0, node.getBoundingClientRect().top - 24)")


@pytest.fixture(scope="module")
def pictures(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every picture by its file's name, in the folder that FRONTDESK_SCREENSHOTS names."""
    wanted = os.environ.get("FRONTDESK_SCREENSHOTS")
    folder = Path(wanted) if wanted else tmp_path_factory.mktemp("screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    home = tmp_path_factory.mktemp("demo") / "demo"
    people = Visitor(browser=chromium)
    with demo_running(home, TUESDAY_MORNING) as demo:
        me = at_the_console(people, demo, home)
        walk(Camera(me, folder), people, demo)
        people.leave()
    assert people.complaints == []
    return {path.name: path for path in folder.glob("*.png")}


def at_the_console(people: Visitor, demo: Demo, home: Path) -> Operator:
    options = {"viewport": SCREEN, "locale": "en-GB", "color_scheme": "light", "reduced_motion": "reduce"}
    me = Operator(people.visit("about:blank", **options), demo.url, "en", home, people.complaints)
    me.sign_in()
    return me


def walk(camera: Camera, people: Visitor, demo: Demo) -> None:
    establishments(camera)
    somebody_writes(people, demo)
    message_set(camera)
    activation(camera)
    journal(camera)
    conversation(camera)
    figures(camera)
    overview(camera)


# What there is to see


def somebody_writes(people: Visitor, demo: Demo) -> None:
    """Contacts tap questions in some places, one writes where everything is switched off, and one is answered."""
    for place, title in ASKED:
        taps(people, demo, place, title)
    page = people.visit(f"{demo.url}/demo/{SILENT}?lang=en", locale="en-GB")
    launcher(page).click()
    write(page, "Can you look at my brakes today?")
    delivered(page)
    is_answered(people, demo)


def taps(people: Visitor, demo: Demo, place: str, title: str) -> None:
    page = opened(people.visit(f"{demo.url}/demo/{place}?lang=en", locale="en-GB"))
    starters(page).get_by_text(title, exact=True).click()
    expect(bubbles(page)).to_have_count(3)
    page.context.close()


def is_answered(people: Visitor, demo: Demo) -> None:
    page = opened(people.visit(f"{demo.url}/demo/{BAKERY}?lang=en", locale="en-GB"))
    starters(page).get_by_text("Where are you?", exact=True).click()
    expect(bubbles(page)).to_have_count(3)
    write(page, "Thank you! Do you have any brioche left?")
    delivered(page)
    demo.reply(str(demo.conversations()[0]["id"]), "Yes, there are four left.", "Odile Colibri")
    expect(bubbles(page)).to_have_count(5)


# The screens


def establishments(camera: Camera) -> None:
    me = camera.me
    me.go_to("Establishments")
    row = me.page.locator("tbody tr", has_text=SILENT)
    row.get_by_role("switch").first.click()
    expect(row.get_by_role("switch").first).not_to_be_checked(timeout=SLOW)
    expect(me.page.get_by_role("button", name="Undo").first).to_be_visible(timeout=SLOW)
    me.page.evaluate("window.scrollTo(0, 0)")
    camera.take("establishments")


def message_set(camera: Camera) -> None:
    me = camera.me
    me.go_to("Automatic messages")
    camera.take("message-sets")
    me.follow("Create a message set")
    me.write("name", "December")
    picker(camera)
    writes(me)
    me.look(place=BAKERY, account="website", locale="en")
    me.tap("Are you open at Christmas?")
    me.page.evaluate("window.scrollTo(0, 0)")
    camera.take("editor")
    for name, heading in PARTS.items():
        camera.scroll(heading)
        camera.take(name, FORM)


PARTS = {"messages": "2. Messages", "questions": "3. Questions", "chat-hours": "4. Chat hours"}
"""The pictures of the editor's parts, each with the heading that it begins at."""


def picker(camera: Camera) -> None:
    me = camera.me
    me.press("Choose establishments")
    dialog = me.page.get_by_role("dialog")
    me.press("Add the group %(name)s", dialog, name="bakeries")
    expect(dialog.get_by_text("Chosen", exact=True).first).to_be_visible(timeout=SLOW)
    camera.take("picker", DIALOG)
    dialog.get_by_text(me.say("Done"), exact=True).click()


def writes(me: Operator) -> None:
    for field, text in TEXTS.items():
        me.write(field, text)
    for number, (title, answer) in enumerate(QUESTIONS):
        me.press("Add a question")
        me.write(f"starters[{number}].title.en", title)
        me.write(f"starters[{number}].answer.en", answer)
    me.page.locator('[name="chat_hours.kind"][value="own"]').check()
    for day in ("mon", "tue", "wed", "thu", "fri"):
        me.page.locator(f'[name="chat_hours.weekly.{day}.from[]"]').first.fill("08:00")
        me.page.locator(f'[name="chat_hours.weekly.{day}.to[]"]').first.fill("18:30")


TEXTS = {
    "welcome.en": "Hello, this is {{ establishment.name }}. The yule logs are ready: what can we do for you?",
    "absence.en": "{{ establishment.name }} is closed. [[We are back {{ chat_hours.next_opening }}.]]",
}
QUESTIONS = (
    ("Are you open at Christmas?", "Our hours: {{ hours.week }}. [[Please note: {{ hours.exceptional }}.]]"),
    ("Order a yule log", "With pleasure! For how many, and for when? [[Or call {{ establishment.phone }}.]]"),
)


def activation(camera: Camera) -> None:
    me = camera.me
    me.press("Save and activate")
    me.page.wait_for_url("**/activate", timeout=SLOW)
    expect(me.page.locator("#content")).to_contain_text("messages/bakeries.yaml", timeout=SLOW)
    camera.take("activation")


def journal(camera: Camera) -> None:
    me = camera.me
    me.go_to("Journal")
    camera.take("journal")
    me.page.locator("#decisions tr", has_text="Minimes").first.get_by_role("link", name="Explain").click()
    me.hears("The way to the decision")
    camera.take("explanation")


def conversation(camera: Camera) -> None:
    me = camera.me
    me.go_to("Conversations")
    me.page.locator("#conversations a").first.click()
    me.hears("Your answer")
    camera.take("conversation")


def figures(camera: Camera) -> None:
    me = camera.me
    me.go_to("Figures")
    wait_for(lambda: counted(me.page), "counting the questions that were chosen")
    me.hears("Questions chosen")
    camera.take("figures")


def counted(page: Page) -> bool:
    """Whether the figures tell of a question by now: they are counted after it was chosen, and read with the page."""
    page.reload()
    return page.locator("#content").get_by_text("Order bread").count() > 0


def overview(camera: Camera) -> None:
    camera.me.go_to("Overview")
    camera.take("overview")


# Files of pictures


def pressed(png: bytes) -> bytes:
    """The same picture in fewer bytes: browsers compress for speed."""
    chunks = list(chunks_of(png))
    data = compress(decompress(b"".join(body for kind, body in chunks if kind == b"IDAT")), 9)
    kept = [(b"IHDR", chunks[0][1]), (b"IDAT", data), (b"IEND", b"")]
    return png[:8] + b"".join(pack(">I", len(b)) + k + b + pack(">I", crc32(k + b)) for k, b in kept)


def chunks_of(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Each chunk's kind and content."""
    at = 8
    while at < len(png):
        size = int(unpack(">I", png[at : at + 4])[0])
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + size]
        at += size + 12


# What is held


def named() -> set[str]:
    """The pictures that the guides show."""
    return {name for page in GUIDES.glob("*.md") for name in re.findall(r"\(images/([^)]+)\)", page.read_text())}


def pixels(picture: Path) -> tuple[int, int]:
    """Width and height, as the head of a PNG says them."""
    width, height = unpack(">II", picture.read_bytes()[16:24])
    return width, height


def test_the_guides_show_the_pictures_that_are_made(pictures: dict[str, Path]) -> None:
    assert named() == set(pictures)


def test_committed_pictures_are_as_large_as_those_that_are_made(pictures: dict[str, Path]) -> None:
    committed = {path.name: pixels(path) for path in (GUIDES / "images").glob("*.png")}

    assert committed == {name: pixels(path) for name, path in pictures.items()}


def test_committed_pictures_are_light() -> None:
    assert sum(path.stat().st_size for path in (GUIDES / "images").iterdir()) <= MOST
