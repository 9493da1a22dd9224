/** Rows that are selected: how many, and whether "all" means this page or every result. */
import { on } from "./wake";
import { word } from "./words";

on("[data-bulk]", (bar) => {
  const form = bar.dataset.bulk ?? "";
  const boxes = () => [...document.querySelectorAll<HTMLInputElement>(`[data-select="${form}"]`)];
  const page = () => document.querySelector<HTMLInputElement>(`[data-select-all="${form}"]`);
  const results = () => bar.querySelector<HTMLInputElement>("[data-select-results]");

  const settle = () => {
    const all = boxes();
    const count = all.filter((box) => box.checked).length;
    const head = page();
    if (head) head.checked = all.length > 0 && count === all.length;
    if (head) head.indeterminate = count > 0 && count < all.length;
    tell(count);
  };

  const tell = (count: number) => {
    const every = results()?.checked ?? false;
    const said = every ? word("selectedAll", { count: Number(bar.dataset.total) }) : word("selected", { count });
    const line = bar.querySelector("[data-bulk-count]");
    if (line && line.textContent !== said) line.textContent = said;
    for (const button of bar.querySelectorAll("button")) button.disabled = !every && count === 0;
  };

  // A row that htmx makes of another one keeps its box as it was: who is chosen goes by value.
  let chosen = new Set<string>();
  let total = bar.dataset.total;
  const remember = () => (chosen = new Set(boxes().filter((box) => box.checked).map((box) => box.value)));
  const recall = () => {
    if (!bar.isConnected) return;
    for (const box of boxes()) box.checked = chosen.has(box.value);
    const every = results();
    if (every && total !== bar.dataset.total) every.checked = false; // other results
    total = bar.dataset.total;
    settle();
  };

  document.addEventListener("change", (event) => {
    if (!bar.isConnected) return;
    const box = event.target as HTMLInputElement;
    const every = results();
    const ours = box === page() || box.dataset.select === form;
    if (box === page() || (box === every && box.checked)) for (const each of boxes()) each.checked = box.checked;
    if (every && ours && !box.checked) every.checked = false;
    settle();
  });
  document.addEventListener("htmx:before:swap", remember);
  document.addEventListener("htmx:after:swap", recall);
  settle();
});
