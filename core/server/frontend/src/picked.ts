/** Picked establishments: hidden fields that the picker swaps count as something that was entered. */
import { on } from "./wake";

const states = new WeakMap<Element, string>();

const state = (picked: Element): string =>
  JSON.stringify([...picked.querySelectorAll("input")].map((field) => [field.name, field.value]));

on("#picked", (picked) => {
  states.set(picked, state(picked));
  document.addEventListener("htmx:after:swap", () => {
    const now = state(picked);
    if (now === states.get(picked)) return;
    states.set(picked, now);
    picked.dispatchEvent(new Event("change", { bubbles: true }));
  });
});
