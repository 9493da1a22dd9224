/** The preview beside a form: what a contact would read, made anew while somebody types; a sheet on a telephone. */
import htmx from "htmx.org";
import { on, wake } from "./wake";

const PAUSE = 250;

type Field = HTMLInputElement | HTMLSelectElement;

on("[data-preview]", (region) => {
  const form = document.getElementById(region.dataset.previewForm ?? "") as HTMLFormElement | null;
  if (form) new Preview(region, form);
});

class Preview {
  private timer = 0;
  private asked: AbortController | undefined;
  /** What was chosen in the preview since it was last asked: an answer under way knows nothing of it. */
  private chosen = new Map<string, string>();
  /** The button that was pressed in the preview and is not answered yet: who types on has pressed it all the same. */
  private pressed: HTMLButtonElement | undefined;

  constructor(
    private readonly region: HTMLElement,
    private readonly form: HTMLFormElement,
  ) {
    for (const type of ["input", "change"]) {
      document.addEventListener(type, (event) => this.concerns(event.target) && this.soon(event.target as Field));
    }
    region.addEventListener("click", (event) => this.tapped(event));
  }

  /** A field of the form, also one that stands elsewhere in the page. */
  private concerns(target: EventTarget | null): boolean {
    return target instanceof Element && (this.form.contains(target) || (target as HTMLInputElement).form === this.form);
  }

  private soon(field: Field): void {
    if (this.region.contains(field)) this.chosen.set(field.id, field.value);
    clearTimeout(this.timer);
    this.asked?.abort(); // its answer would put the choices back to what they were
    this.timer = setTimeout(() => void this.ask(), PAUSE);
  }

  /** A question of the preview answers in the preview. */
  private tapped(event: Event): void {
    const button = (event.target as Element).closest<HTMLButtonElement>("button[name]");
    if (!button) return;
    event.preventDefault();
    clearTimeout(this.timer);
    this.pressed = button;
    void this.ask();
  }

  private async ask(): Promise<void> {
    this.asked?.abort(); // an old answer would come over a new one
    const asked = (this.asked = new AbortController());
    this.chosen.clear();
    this.region.setAttribute("aria-busy", "true");
    try {
      const answer = await this.post(asked.signal);
      const text = await answer.text();
      if (asked.signal.aborted) return;
      this.pressed = undefined;
      const good = answer.ok || answer.status === 422;
      const open = [...this.region.querySelectorAll("details[open]")].map((fold) => fold.id);
      if (good) await htmx.swap({ text, target: this.region, swap: "innerMorph", sourceElement: this.region });
      for (const meant of this.region.querySelectorAll<HTMLOptionElement>("option[selected]")) meant.selected = true; // a morph renames options in their places
      for (const [id, value] of this.chosen) (document.getElementById(id) as Field).value = value;
      for (const id of open) document.getElementById(id)?.setAttribute("open", ""); // what was unfolded stays so
      this.settle(good, asked.signal.aborted);
    } catch {
      if (asked.signal.aborted) return;
      this.pressed = undefined;
      this.settle(false);
    }
  }

  private post(signal: AbortSignal): Promise<Response> {
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(this.form)) if (typeof value === "string") body.append(name, value);
    if (this.pressed) body.append(this.pressed.name, this.pressed.value);
    const headers = { "HX-Request": "true" };
    return fetch(this.region.dataset.preview ?? "", { method: "POST", body, headers, signal });
  }

  private settle(good: boolean, busy = false): void {
    if (!busy) this.region.removeAttribute("aria-busy");
    const problem = this.region.parentElement?.querySelector<HTMLElement>("[data-preview-problem]");
    if (problem) problem.hidden = good;
    wake(this.region);
  }
}

on("[data-sheet]", (sheet) => {
  const opener = document.querySelector<HTMLElement>("[data-sheet-open]");
  const show = (open: boolean) => {
    sheet.classList.toggle("is-open", open);
    opener?.setAttribute("aria-expanded", String(open));
    (open ? sheet.querySelector<HTMLElement>("[data-sheet-close]") : opener)?.focus();
  };
  /** Links to the preview open it: where it is a sheet, there is nothing to scroll to. */
  document.addEventListener("click", (event) => (event.target as Element).closest('a[href="#preview"]') && show(true));
  opener?.addEventListener("click", () => show(!sheet.classList.contains("is-open")));
  sheet.querySelector("[data-sheet-close]")?.addEventListener("click", () => show(false));
  sheet.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && sheet.classList.contains("is-open")) show(false);
  });
});
