/** Texts with tags: a menu that inserts them, marks behind the text, what is unknown, how many characters. */
import { made } from "./made";
import { attach } from "./menus";
import { on } from "./wake";
import { word } from "./words";

const TAG = /\{\{\s*([\w.]*)(\[?)[^{}]*\}\}/g;
const NAME = /\{\{\s*([\w.]+)/;

// The menu

on("[data-tags]", (button) => {
  const list = document.getElementById(button.dataset.tags ?? "");
  const text = document.getElementById(button.dataset.for ?? "") as HTMLTextAreaElement | null;
  if (!list || !text) return;
  let menu: HTMLElement | undefined;
  button.addEventListener("click", () => {
    menu ??= menuOf(list, button, text); // made when it is first wanted: a page has many texts
    menu.togglePopover();
  });
});

function menuOf(list: HTMLElement, button: HTMLElement, text: HTMLTextAreaElement): HTMLElement {
  const items = [...list.querySelectorAll<HTMLElement>("[data-insert]")].map((tag) => itemOf(tag, text));
  const name = button.getAttribute("aria-label") ?? "";
  const menu = made("div", { popover: "auto", class: "menu tag-menu", role: "menu", "aria-label": name }, ...items);
  button.after(menu);
  attach(menu, button);
  return menu;
}

function itemOf(tag: HTMLElement, text: HTMLTextAreaElement): HTMLElement {
  const item = made("button", { type: "button", role: "menuitem" });
  item.append(...[...tag.childNodes].map((node) => node.cloneNode(true)));
  item.addEventListener("click", () => insert(text, tag.dataset.insert ?? ""));
  return item;
}

/** At the caret, in a way that the browser's own undo takes back. */
function insert(text: HTMLTextAreaElement, tag: string): void {
  text.focus();
  if (document.execCommand("insertText", false, tag)) return;
  text.setRangeText(tag, text.selectionStart, text.selectionEnd, "end");
  text.dispatchEvent(new Event("input", { bubbles: true }));
}

// Marks behind the text

on("[data-mirror]", (box) => {
  const text = box.querySelector("textarea");
  const mirror = box.querySelector<HTMLElement>(".mirror");
  if (!text || !mirror) return;
  const known = knownIn(document.getElementById(box.dataset.mirror ?? ""));
  const draw = () => reflect(text, mirror, known);
  box.dataset.ready = "";
  text.addEventListener("input", draw);
  text.addEventListener("scroll", () => (mirror.scrollTop = text.scrollTop));
  new ResizeObserver(() => (mirror.style.width = `${text.clientWidth + 2}px`)).observe(text);
  draw();
});

function knownIn(list: HTMLElement | null): Set<string> {
  const tags = list?.querySelectorAll<HTMLElement>("[data-insert]") ?? [];
  return new Set([...tags].map((tag) => NAME.exec(tag.dataset.insert ?? "")?.[1] ?? ""));
}

function reflect(text: HTMLTextAreaElement, mirror: HTMLElement, known: Set<string>): void {
  const parts: Node[] = [];
  const unknown = new Set<string>();
  const judged = !text.value.includes("{%"); // a block may bring names of its own: the server knows
  let end = 0;
  for (const found of text.value.matchAll(TAG)) {
    const strange = judged && !found[2] && isStrange(found[1] ?? "", known);
    if (strange) unknown.add(found[1]!);
    parts.push(document.createTextNode(text.value.slice(end, found.index)));
    parts.push(made("mark", { class: strange ? "is-unknown" : false }, found[0]));
    end = found.index + found[0].length;
  }
  mirror.replaceChildren(...parts, `${text.value.slice(end)}\n`);
  mirror.scrollTop = text.scrollTop;
  name(text, [...unknown]);
}

/** A member that a listed thing does not have. Other names, custom fields and families of tags are the server's to judge. */
function isStrange(tag: string, known: Set<string>): boolean {
  const [thing, member] = tag.split(".");
  if (!member || thing === "custom" || known.has(tag)) return false;
  return [...known].some((each) => each.startsWith(`${thing}.`));
}

function name(text: HTMLTextAreaElement, unknown: string[]): void {
  const line = text.closest(".field")?.querySelector(".unknown-tags");
  const said = unknown.length ? word("unknownTag", { tags: unknown.join(", ") }) : "";
  if (line && line.textContent !== said) line.textContent = said;
}

// The counter

on("textarea[data-maximum]", (element) => {
  const text = element as HTMLTextAreaElement;
  const counter = text.closest(".field")?.querySelector(".counter");
  if (!counter) return;
  const maximum = Number(text.dataset.maximum);
  const draw = () => {
    const count = [...text.value].length;
    counter.classList.toggle("is-over", count > maximum);
    counter.textContent = count > maximum ? word("tooLong", { count: count - maximum }) : word("counter", { count, maximum });
  };
  text.addEventListener("input", draw);
  draw();
});
