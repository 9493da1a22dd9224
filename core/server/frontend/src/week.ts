/** The days of a week: periods are added and removed, a day's are copied to the others, and taken back. */
import { made } from "./made";
import { countdown } from "./undo";
import { on } from "./wake";
import { say, word } from "./words";

type Times = [from: string, to: string][];

const inputs = (period: Element) => [...period.querySelectorAll<HTMLInputElement>("input[type=time]")];

class Day {
  private readonly list: HTMLElement;
  private readonly template: HTMLTemplateElement;

  constructor(readonly element: HTMLElement) {
    this.list = element.querySelector<HTMLElement>("[data-periods]")!;
    this.template = element.querySelector<HTMLTemplateElement>("[data-period-template]")!;
    element.addEventListener("click", (event) => this.clicked(event));
    element.addEventListener("input", () => this.settle());
    this.settle();
  }

  get periods(): HTMLElement[] {
    return [...this.list.querySelectorAll<HTMLElement>(":scope > [data-period]")];
  }

  get times(): Times {
    return this.periods.map((period) => inputs(period).map((input) => input.value) as [string, string]);
  }

  set times(times: Times) {
    for (const period of this.periods) period.remove();
    for (const [from, to] of times) this.add(from, to);
    this.settle();
  }

  private clicked(event: Event): void {
    const button = (event.target as Element).closest<HTMLElement>("[data-add-period], [data-remove-period], [data-copy-day]");
    if (!button) return;
    event.preventDefault();
    if ("addPeriod" in button.dataset) this.more();
    else if ("copyDay" in button.dataset) copyFrom(this);
    else this.less(button.closest("[data-period]")!);
    this.settle();
    this.element.dispatchEvent(new Event("change", { bubbles: true }));
  }

  private add(from = "", to = ""): HTMLElement {
    const period = this.template.content.querySelector("[data-period]")!.cloneNode(true) as HTMLElement;
    const [first, last] = inputs(period);
    first!.value = from;
    last!.value = to;
    this.list.querySelector(".day-closed")!.before(period);
    return period;
  }

  private more(): void {
    inputs(this.add())[0]?.focus();
  }

  private less(period: Element): void {
    period.remove();
    const last = this.periods.at(-1);
    (last ? inputs(last)[0] : this.element.querySelector<HTMLElement>("[data-add-period]"))?.focus();
  }

  private settle(): void {
    const periods = this.periods;
    this.list.querySelector<HTMLElement>(".day-closed")!.hidden = periods.length > 0;
    for (const period of periods) {
      const [from, to] = inputs(period);
      const passes = from!.value && to!.value && to!.value <= from!.value && to!.value !== "00:00";
      const hint = period.querySelector(".next-day")!;
      hint.textContent = passes ? word("nextDay") : "";
    }
    periods.forEach((period, index) => {
      inputs(period)[0]!.id = index ? "" : (this.element.dataset.day ?? "");
    });
  }
}

const days = new WeakMap<Element, Day>();

function copyFrom(day: Day): void {
  const siblings = [...(day.element.parentElement?.querySelectorAll(":scope > [data-day]") ?? [])];
  const others = siblings.map((each) => days.get(each)).filter((each) => each && each !== day) as Day[];
  const before = others.map((each) => each.times);
  const give = (all: Times[]) => others.forEach((each, index) => (each.times = all[index] ?? []));
  give(others.map(() => day.times));
  offerBack(day.element, () => give(before));
}

function offerBack(after: HTMLElement, undo: () => void): void {
  const button = made("button", { type: "button", class: "button small" }, word("undo"));
  const bar = made("div", { class: "row-undo" }, word("copied"), button);
  after.parentElement?.querySelector(":scope > .row-undo")?.remove();
  after.parentElement?.append(bar);
  const time = countdown(bar, 10, () => bar.remove());
  say(word("copied"));
  button.addEventListener("click", () => {
    time.cancel();
    bar.remove();
    undo();
    after.dispatchEvent(new Event("change", { bubbles: true }));
    after.querySelector<HTMLElement>("[data-copy-day]")?.focus();
    say(word("restored"));
  });
}

on("[data-day]", (element) => void days.set(element, new Day(element)));
