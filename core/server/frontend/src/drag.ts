/** Rows are dragged by their handle, or lifted with Enter and moved with the arrow keys. */
import Sortable from "sortablejs/modular/sortable.core.esm.js";
import type { Rows } from "./rows";
import { say, word } from "./words";

const STEPS: Record<string, number> = { ArrowUp: -1, ArrowDown: 1 };

/** Let rows be dragged. */
export function drag(rows: Rows): void {
  new Lift(rows);
  Sortable.create(rows.element, {
    draggable: "[data-row]",
    handle: "[data-handle]",
    animation: 120,
    ghostClass: "is-ghost",
    onEnd: ({ item }) => {
      rows.changed();
      rows.sayPosition(item);
    },
  });
}

/** The row that the keyboard has lifted. */
class Lift {
  private row: HTMLElement | undefined;
  private from = 0;
  private moving = false;

  constructor(private readonly rows: Rows) {
    rows.element.addEventListener("keydown", (event) => this.pressed(event));
    rows.element.addEventListener("focusout", () => !this.moving && this.drop());
  }

  private pressed(event: KeyboardEvent): void {
    const handle = (event.target as Element).closest<HTMLElement>("[data-handle]");
    if (handle && this.answer(event.key, handle)) event.preventDefault();
  }

  private answer(key: string, handle: HTMLElement): boolean {
    if (key === "Enter" || key === " ") return this.row ? this.drop() : this.lift(handle);
    if (key === "Escape") return this.putBack();
    return this.row !== undefined && key in STEPS && this.move(STEPS[key]!);
  }

  private lift(handle: HTMLElement): boolean {
    this.row = handle.closest<HTMLElement>("[data-row]")!;
    this.from = this.rows.all.indexOf(this.row);
    mark(this.row, true);
    say(word("lifted"));
    return true;
  }

  private drop(id = "dropped"): boolean {
    if (!this.row) return false;
    mark(this.row, false);
    this.rows.sayPosition(this.row, id);
    this.row = undefined;
    return true;
  }

  private putBack(): boolean {
    return this.row !== undefined && this.put(this.row, this.from) && this.drop("putBack");
  }

  private move(step: number): boolean {
    const position = this.rows.all.indexOf(this.row!) + step;
    if (position >= 0 && position < this.rows.all.length) this.put(this.row!, position);
    return true;
  }

  /** The focus stays, although the row leaves the page for a moment. */
  private put(row: HTMLElement, position: number): boolean {
    this.moving = true;
    this.rows.place(row, position);
    row.querySelector<HTMLElement>("[data-handle]")?.focus();
    this.moving = false;
    return true;
  }
}

function mark(row: HTMLElement, lifted: boolean): void {
  row.classList.toggle("is-lifted", lifted);
  row.querySelector("[data-handle]")?.setAttribute("aria-pressed", String(lifted));
}
