/** Forms: one effect for one click, a warning before changes are lost, and what was entered kept until it is saved. */
import { reveal } from "./errors";
import { made, tell } from "./made";
import { on } from "./wake";
import { word } from "./words";

type Fields = [name: string, value: string][];

interface Kept {
  page: string;
  fields: Fields;
  failed: boolean;
}

/** What a form would send, without secrets and files. */
function fieldsOf(form: HTMLFormElement): Fields {
  const secret = new Set([...form.elements].filter((each) => (each as HTMLInputElement).type === "password").map((each) => (each as HTMLInputElement).name));
  return [...new FormData(form)].filter((field): field is [string, string] => typeof field[1] === "string" && !secret.has(field[0]));
}

// One effect for one click

const LONGEST = 20_000;

document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  if (event.defaultPrevented || form.method === "dialog") return;
  if (form.dataset.sent) return event.preventDefault();
  if (form.method === "get") return;
  form.dataset.sent = "yes";
  (event as SubmitEvent).submitter?.setAttribute("aria-busy", "true");
  setTimeout(() => free(document), LONGEST); // a download leaves the page as it is
});

/** The page is back from the browser's memory, or the answer has come: the buttons work again. */
function free(within: ParentNode): void {
  for (const form of within.querySelectorAll<HTMLFormElement>("form[data-sent]")) delete form.dataset.sent;
  for (const button of within.querySelectorAll("[aria-busy=true]:is(button)")) button.removeAttribute("aria-busy");
}

addEventListener("pageshow", () => free(document));
document.addEventListener("htmx:finally:request", () => free(document));

// A warning before changes are lost

const clean = new WeakMap<HTMLFormElement, string>();
const written = (form: HTMLFormElement) => JSON.stringify(fieldsOf(form));

/** `data-guard="changed"`: the page came with changes that nobody saved. */
const changed = (form: HTMLFormElement) => form.dataset.guard === "changed";

on("form[data-guard]", (form) => {
  const guarded = form as HTMLFormElement;
  clean.set(guarded, changed(guarded) ? "" : written(guarded));
});

addEventListener("beforeunload", (event) => {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-guard]:not([data-sent])")) {
    if (form.querySelector("[aria-invalid=true]") || written(form) !== clean.get(form)) event.preventDefault();
  }
});

// What was entered, kept until it is saved

const PREFIX = "frontdesk-kept:";
const forms = () => [...document.querySelectorAll<HTMLFormElement>("form[data-keep]")];

document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  if (!form.dataset.keep || event.defaultPrevented) return;
  keep(form.dataset.keep, { page: location.href.split("#")[0]!, fields: fieldsOf(form), failed: false });
});

function keep(key: string, kept: Kept): void {
  try {
    sessionStorage.setItem(PREFIX + key, JSON.stringify(kept));
  } catch {
    // a full or forbidden storage keeps nothing; the form is sent all the same
  }
}

/** Judge what was kept by the page that has come: saved, failed, or not answered. */
function judge(): void {
  const here = new Map(forms().map((form) => [form.dataset.keep, form]));
  for (const item of Object.keys(sessionStorage).filter((each) => each.startsWith(PREFIX))) {
    const key = item.slice(PREFIX.length);
    const kept: Kept = JSON.parse(sessionStorage.getItem(item) ?? "");
    const form = here.get(key);
    if (form ? answered(form) : saved(kept)) sessionStorage.removeItem(item);
    else if (form) offer(form, item, kept);
    else keep(key, { ...kept, failed: true });
  }
}

/** The form is here: with what was entered, with its errors told, or with the line that says that it was saved. */
function answered(form: HTMLFormElement): boolean {
  return changed(form) || form.querySelector("[aria-invalid=true]") !== null || document.querySelector("[data-error-summary], #told .is-ok") !== null;
}

/** Another page came in answer to the form, and it is none that says that something failed. */
function saved(kept: Kept): boolean {
  return !kept.failed && !document.body.matches(".bare") && document.referrer === kept.page;
}

function offer(form: HTMLFormElement, item: string, kept: Kept): void {
  const take = made("button", { type: "button", class: "button small" }, word("restore"));
  const drop = made("button", { type: "button", class: "button plain small" }, word("discard"));
  tell("warn", word("kept"), " ", made("span", { class: "cluster" }, take, drop));
  const end = () => {
    sessionStorage.removeItem(item);
    document.getElementById("told")?.replaceChildren();
  };
  drop.addEventListener("click", end);
  take.addEventListener("click", () => {
    end();
    fill(form, kept.fields);
  });
}

/** Put values into the fields of their names, in order; rows that are missing are added first. */
function fill(form: HTMLFormElement, fields: Fields): void {
  const missing = () => fields.find(([name]) => !form.elements.namedItem(name));
  for (let tries = 0; missing() && tries < 40; tries++) {
    const rows = [...form.querySelectorAll<HTMLElement>("[data-rows]")].find((each) => missing()?.[0].startsWith(`${each.dataset.rows}[`));
    rows?.querySelector<HTMLElement>("[data-add]:not(:disabled)")?.click();
  }
  const left = [...fields];
  for (const element of form.elements) put(element as HTMLInputElement, left);
  form.dispatchEvent(new Event("change", { bubbles: true }));
  const first = form.querySelector<HTMLElement>("input:not([type=hidden]), textarea, select");
  if (first) reveal(first);
}

function put(field: HTMLInputElement, left: Fields): void {
  if (!field.name || ["submit", "button", "password", "file", "hidden"].includes(field.type)) return;
  const choice = field.type === "checkbox" || field.type === "radio";
  const index = left.findIndex(([name, value]) => name === field.name && (!choice || value === field.value));
  if (choice) field.checked = index >= 0;
  else if (index >= 0) field.value = left[index]![1];
  if (index >= 0 && !choice) left.splice(index, 1);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

judge();
