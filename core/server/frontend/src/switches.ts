/** Switches in a list: an answer that was asked for before one turned shows it as it stood, and is asked for again. */

interface Asking {
  ctx: object & { sourceElement: Element };
}

let turns = 0;
const asked = new WeakMap<object, number>();
const asking = (event: Event) => (event as CustomEvent<Asking>).detail.ctx;
const turn = (event: Event) => void (asking(event).sourceElement.matches("[role=switch]") && turns++);

document.addEventListener("htmx:before:request", (event) => {
  turn(event);
  asked.set(asking(event), turns);
});

document.addEventListener("htmx:finally:request", turn);

document.addEventListener("htmx:before:swap", (event) => {
  const { sourceElement: form } = asking(event);
  if (!(form instanceof HTMLFormElement) || !form.matches(".filters") || asked.get(asking(event)) === turns) return;
  event.preventDefault();
  form.requestSubmit();
});
