/** A list that grows at its top while somebody looks, and waits while they read further down. */
import { made } from "./made";
import { on, wake } from "./wake";
import { say, word } from "./words";

const MOST = 500;
const PAUSE = 2000;

on("[data-live]", (box) => {
  const list = document.getElementById(box.dataset.liveInto ?? "");
  if (list) new Tail(box, list);
});

class Tail {
  private readonly waiting: Element[] = [];
  private readonly button: HTMLElement;
  private unsaid = 0;

  constructor(
    private readonly box: HTMLElement,
    private readonly list: HTMLElement,
  ) {
    this.button = box.querySelector<HTMLElement>("[data-live-show]")!;
    this.button.addEventListener("click", () => this.show());
    const source = new EventSource(box.dataset.live ?? "");
    source.onmessage = (event: MessageEvent<string>) => this.arrived(event.data);
    source.onopen = () => this.state("live");
    source.onerror = () => this.state("offline");
    addEventListener("pagehide", () => source.close());
    addEventListener("scroll", () => this.waiting.length && !this.away && this.show(), { passive: true });
  }

  /** Whether the top of the list is out of sight. */
  private get away(): boolean {
    return this.box.getBoundingClientRect().top < 0;
  }

  private arrived(html: string): void {
    const template = made("template");
    template.innerHTML = html; // a row as the server renders it in the page
    this.waiting.push(...template.content.children);
    if (!this.away) this.show();
    else this.hold();
  }

  private hold(): void {
    this.button.hidden = false;
    this.button.textContent = word("arrived", { count: this.waiting.length });
    this.state("paused");
  }

  private show(): void {
    this.announce(this.waiting.length);
    for (const row of this.waiting.splice(0)) this.list.prepend(row);
    while (this.list.children.length > MOST) this.list.lastElementChild!.remove();
    wake(this.list);
    if (this.away) this.box.scrollIntoView();
    this.button.hidden = true;
    this.state("live");
  }

  /** One sentence for many rows. */
  private announce(count: number): void {
    if (!this.unsaid) setTimeout(() => this.speak(), PAUSE);
    this.unsaid += count;
  }

  private speak(): void {
    if (this.unsaid) say(word("arrived", { count: this.unsaid }));
    this.unsaid = 0;
  }

  private state(id: "live" | "paused" | "offline"): void {
    const badge = this.box.querySelector("[data-live-state]");
    if (badge) badge.className = `badge is-${{ live: "ok", paused: "info", offline: "warn" }[id]}`;
    const name = this.box.querySelector("[data-live-name]");
    if (name) name.textContent = word(id);
  }
}
