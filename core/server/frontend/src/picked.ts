/** Picked establishments: what the picker swaps counts as entered, and a quick second step goes on from the first. */
import { on } from "./wake";

interface Sending {
  ctx: { request: { action: string; body?: unknown } };
}

interface Swapping {
  ctx: { request?: { body?: unknown } };
  tasks: { fragment: DocumentFragment }[];
}

const PICKER = "/console/establishments/picker";
const FIELD = "establishments";
const SEARCH = "picker.q";
const states = new WeakMap<Element, string>();

const fields = (picked: Element): [name: string, value: string][] =>
  [...picked.querySelectorAll("input")].map((field) => [field.name, field.value]);
const state = (picked: Element): string => JSON.stringify(fields(picked));

on("#picked", (picked) => {
  states.set(picked, state(picked));
  document.addEventListener("htmx:after:swap", () => {
    const now = state(picked);
    if (now === states.get(picked)) return;
    states.set(picked, now);
    picked.dispatchEvent(new Event("change", { bubbles: true }));
  });
});

/** Steps wait for one another; each is sent with what the one before has made, not with what stood at the click. */
document.addEventListener("htmx:before:request", (event) => {
  const { request } = (event as CustomEvent<Sending>).detail.ctx;
  const picked = document.getElementById("picked");
  if (!picked || !(request.body instanceof URLSearchParams) || !request.action.endsWith(PICKER)) return;
  for (const name of [...request.body.keys()]) {
    if (name === FIELD || name.startsWith(`${FIELD}.`)) request.body.delete(name);
  }
  for (const [name, value] of fields(picked)) request.body.append(name, value);
});

/** An answer brings back the search that it was asked with: what was typed since stays. */
document.addEventListener("htmx:before:swap", (event) => {
  const { ctx, tasks } = (event as CustomEvent<Swapping>).detail;
  const typed = (document.getElementById(SEARCH) as HTMLInputElement | null)?.value;
  const body = ctx.request?.body;
  if (typed === undefined || !(body instanceof URLSearchParams) || !body.has(SEARCH)) return;
  for (const { fragment } of tasks) fragment.querySelector(`[id="${SEARCH}"]`)?.setAttribute("value", typed);
});
