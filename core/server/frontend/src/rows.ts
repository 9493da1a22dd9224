/** Rows that are added, moved and removed. Their fields are numbered anew, so that they are sent in the order shown. */
import { drag } from "./drag";
import { made } from "./made";
import { countdown } from "./undo";
import { on, wake } from "./wake";
import { say, word } from "./words";

const NUMBERED = ["name", "id", "for", "aria-describedby", "aria-controls", "aria-labelledby", "data-for", "data-tags", "data-mirror", "data-menu", "data-day", "data-rows", "data-template", "popovertarget"];
const SECONDS = 10;

/** A list of rows. */
export class Rows {
  readonly name: string;
  private readonly maximum: number;
  private readonly template: HTMLTemplateElement | null;
  private readonly adder: HTMLButtonElement | null;

  constructor(readonly element: HTMLElement) {
    this.name = element.dataset.rows ?? "";
    this.maximum = Number(element.dataset.maximum ?? Infinity);
    this.template = element.querySelector(":scope > template");
    this.adder = element.querySelector(":scope > .rows-foot [data-add]");
    element.addEventListener("click", (event) => this.clicked(event));
    element.addEventListener("input", (event) => entitle(event.target as HTMLInputElement));
    if ("sortable" in element.dataset) drag(this);
    this.settle();
  }

  get all(): HTMLElement[] {
    return [...this.element.querySelectorAll<HTMLElement>(":scope > [data-row]")];
  }

  /** Put a row at a position, and say where it is. */
  place(row: HTMLElement, position: number): void {
    const others = this.all.filter((each) => each !== row);
    const before = others[position];
    if (before) before.before(row);
    else (others.at(-1) ?? row).after(row);
    this.changed();
    this.sayPosition(row);
  }

  sayPosition(row: HTMLElement, id = "moved"): void {
    say(word(id, { position: this.all.indexOf(row) + 1, count: this.all.length }));
  }

  /** Number the rows, and let the form know. */
  changed(): void {
    this.settle();
    this.element.dispatchEvent(new Event("change", { bubbles: true }));
  }

  private clicked(event: Event): void {
    const button = (event.target as Element).closest<HTMLElement>("[data-add], [data-remove], [data-move]");
    if (!button || button.closest("[data-rows]") !== this.element) return;
    const row = button.closest<HTMLElement>("[data-row]");
    if ("add" in button.dataset && !this.template) return;
    event.preventDefault();
    if (!row) this.add();
    else if ("remove" in button.dataset) this.remove(row);
    else this.step(row, button);
  }

  private add(): void {
    const row = this.template?.content.querySelector("[data-row]")?.cloneNode(true) as HTMLElement | undefined;
    if (!row || this.all.length >= this.maximum) return;
    const last = this.all.at(-1);
    if (last) last.after(row);
    else this.element.prepend(row);
    this.changed();
    wake(this.element);
    row.querySelector<HTMLElement>("input:not([type=hidden]), textarea, select")?.focus();
    say(this.count());
  }

  private remove(row: HTMLElement): void {
    const next = (row.nextElementSibling?.closest("[data-row]") ?? this.before(row)) as HTMLElement | null;
    const undo = made("button", { type: "button", class: "button small" }, word("undo"));
    const bar = made("div", { class: "row-undo" }, word("removed"), undo);
    row.replaceWith(bar);
    this.changed();
    focus(next ?? this.adder);
    say(`${word("removed")} ${this.count()}`);
    const time = countdown(bar, SECONDS, () => bar.remove());
    undo.addEventListener("click", () => {
      time.cancel();
      this.bringBack(row, bar);
    });
  }

  private bringBack(row: HTMLElement, bar: HTMLElement): void {
    bar.replaceWith(row);
    this.changed();
    focus(row);
    say(`${word("restored")} ${this.count()}`);
  }

  private before(row: HTMLElement): HTMLElement | null {
    return this.all[this.all.indexOf(row) - 1] ?? null;
  }

  private step(row: HTMLElement, button: HTMLElement): void {
    const position = this.all.indexOf(row) + Number(button.dataset.move);
    if (position < 0 || position >= this.all.length) return;
    this.place(row, position);
    button.focus();
  }

  private count(): string {
    return word("counter", { count: this.all.length, maximum: Number.isFinite(this.maximum) ? this.maximum : this.all.length });
  }

  private settle(): void {
    const rows = this.all;
    rows.forEach((row, index) => this.number(row, `~${index}`)); // radios of two rows must not share a name meanwhile
    rows.forEach((row, index) => this.number(row, String(index)));
    rows.forEach((row, index) => {
      able(row.querySelector("[data-move='-1']"), index > 0);
      able(row.querySelector("[data-move='1']"), index < rows.length - 1);
    });
    if (this.adder) this.adder.disabled = rows.length >= this.maximum;
    const counter = this.element.querySelector(":scope > .rows-foot [data-counter]");
    if (counter) counter.textContent = this.count();
  }

  private number(row: HTMLElement, key: string): void {
    const before = `${this.name}[${row.dataset.row}]`;
    const old = row.dataset.row ?? "";
    row.dataset.row = key;
    renumber(row, before, `${this.name}[${key}]`);
    for (const button of row.querySelectorAll<HTMLButtonElement>("[name=do]")) {
      button.value = button.value.replace(before, `${this.name}[${key}]`).replace(`${this.name} ${old}`, `${this.name} ${key}`);
    }
  }
}

function renumber(within: HTMLElement | DocumentFragment, before: string, after: string): void {
  for (const element of within.querySelectorAll("*")) {
    for (const attribute of NUMBERED) {
      const value = element.getAttribute(attribute);
      if (value?.includes(before)) element.setAttribute(attribute, value.replaceAll(before, after));
    }
    if (element instanceof HTMLTemplateElement) renumber(element.content, before, after);
  }
}

function able(button: Element | null, can: boolean): void {
  if (can) button?.removeAttribute("aria-disabled");
  else button?.setAttribute("aria-disabled", "true");
}

function focus(element: HTMLElement | null): void {
  if (element?.matches("[data-row]")) element.tabIndex = -1;
  element?.focus();
}

/** A row is called what its field for the title says. */
function entitle(field: HTMLInputElement): void {
  const row = field.closest<HTMLElement>("[data-row]");
  if (!row || !("rowTitle" in field.dataset) || !field.value) return;
  row.setAttribute("aria-label", field.value);
  for (const title of row.querySelectorAll("[data-title]")) title.textContent = field.value;
}

on("[data-rows]", (element) => void new Rows(element));
