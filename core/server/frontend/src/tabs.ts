/** Tabs of languages: one choice for the whole page, kept while the browser is open. Without them all languages show. */
import { on } from "./wake";

const KEY = "frontdesk-language-tab";
const STEPS: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1 };

interface Tab {
  button: HTMLButtonElement;
  panel: HTMLElement;
}

on("[data-tabs]", (group) => {
  const tabs = [...group.querySelectorAll<HTMLButtonElement>("[data-tab-list] > .tab")].map((button) => ({
    button,
    panel: document.getElementById(button.getAttribute("aria-controls") ?? "") as HTMLElement,
  }));
  if (tabs.length < 2) return;
  group.dataset.ready = "";
  for (const tab of tabs) prepare(tab, tabs);
  const wrong = tabs.find(({ panel }) => panel.querySelector("[aria-invalid=true]"));
  const kept = tabs.find(({ button }) => button.lang === sessionStorage.getItem(KEY));
  show(wrong ?? kept ?? tabs[0]!, tabs);
});

function prepare(tab: Tab, tabs: Tab[]): void {
  tab.panel.setAttribute("role", "tabpanel");
  tab.panel.setAttribute("aria-labelledby", tab.button.id);
  tab.panel.addEventListener("reveal", () => show(tab, tabs));
  tab.button.addEventListener("click", () => choose(tab));
  tab.button.addEventListener("keydown", (event) => {
    const next = tabs.at((tabs.indexOf(tab) + (STEPS[event.key] ?? 0)) % tabs.length);
    if (!next || !(event.key in STEPS)) return;
    choose(next);
    next.button.focus();
  });
}

/** This language in every group of tabs. */
function choose({ button }: Tab): void {
  sessionStorage.setItem(KEY, button.lang);
  for (const other of document.querySelectorAll<HTMLElement>("[data-tabs]")) {
    const panel = other.querySelector(`[data-tab-panel][id$="--${button.lang}"]`);
    panel?.dispatchEvent(new CustomEvent("reveal"));
  }
}

function show(shown: Tab, tabs: Tab[]): void {
  for (const { button, panel } of tabs) {
    const here = button === shown.button;
    button.setAttribute("aria-selected", String(here));
    button.tabIndex = here ? 0 : -1;
    panel.hidden = !here;
  }
  shown.panel.dispatchEvent(new CustomEvent("shown", { bubbles: true }));
}
