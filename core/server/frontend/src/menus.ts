/** Menus: popovers beside their button, walked with arrow keys, Home, End and the first letters of an entry or of one of its words. */
import { on } from "./wake";

const items = (menu: HTMLElement) => [...menu.querySelectorAll<HTMLElement>("[role=menuitem]")];

on("[data-menu]", (button) => {
  const menu = document.getElementById(button.dataset.menu ?? "");
  if (menu) attach(menu, button);
});

/** Make a popover the menu of a button. */
export function attach(menu: HTMLElement, button: HTMLElement): void {
  button.setAttribute("aria-expanded", "false");
  for (const item of items(menu)) item.tabIndex = -1;
  menu.addEventListener("beforetoggle", (event) => place(menu, button, (event as ToggleEvent).newState === "open"));
  menu.addEventListener("toggle", (event) => {
    const open = (event as ToggleEvent).newState === "open";
    button.setAttribute("aria-expanded", String(open));
    if (open) turnUp(menu, button);
    if (open) items(menu)[0]?.focus({ preventScroll: true });
  });
  menu.addEventListener("keydown", (event) => walk(event, menu));
  menu.addEventListener("click", (event) => {
    if ((event.target as Element).closest("[role=menuitem]")) menu.hidePopover();
  });
}

function place(menu: HTMLElement, button: HTMLElement, open: boolean): void {
  if (!open) return;
  const box = button.getBoundingClientRect();
  const room = document.documentElement.clientWidth;
  const right = box.left > room / 2;
  menu.style.left = right ? "auto" : `${Math.max(8, box.left)}px`;
  menu.style.right = right ? `${Math.max(8, room - box.right)}px` : "auto";
  menu.style.top = `${box.bottom + 4}px`;
}

/** Above the button, where there is no room below. */
function turnUp(menu: HTMLElement, button: HTMLElement): void {
  const { height, bottom } = menu.getBoundingClientRect();
  if (bottom > innerHeight) menu.style.top = `${Math.max(8, button.getBoundingClientRect().top - height - 4)}px`;
}

function walk(event: KeyboardEvent, menu: HTMLElement): void {
  const all = items(menu);
  const here = all.indexOf(document.activeElement as HTMLElement);
  const letter = event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey;
  const next = letter ? found(event.key, all, here) : step(event.key, all, here);
  if (event.key === "Tab") menu.hidePopover();
  if (!next) return;
  event.preventDefault();
  next.focus();
}

function step(key: string, all: HTMLElement[], here: number): HTMLElement | undefined {
  if (key === "ArrowDown") return all[(here + 1) % all.length];
  if (key === "ArrowUp") return all.at(here - 1);
  if (key === "Home") return all[0];
  return key === "End" ? all.at(-1) : undefined;
}

let typed = "";
let pause = 0;

/** The entry that begins with what was typed in one go, else one with a word that does. */
function found(key: string, all: HTMLElement[], here: number): HTMLElement | undefined {
  clearTimeout(pause);
  pause = setTimeout(() => (typed = ""), 700);
  typed += key.toLowerCase();
  const from = typed.length > 1 ? here : here + 1;
  const order = [...all.slice(from), ...all.slice(0, from)];
  const text = (item: HTMLElement) => ` ${item.textContent?.trim().toLowerCase()}`;
  return order.find((item) => text(item).startsWith(` ${typed}`)) ?? order.find((item) => text(item).includes(` ${typed}`));
}
