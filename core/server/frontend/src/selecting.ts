/** Rows that are selected: how many, and whether "all" means this page or every result. */
import { on } from "./wake";
import { word } from "./words";

on("[data-bulk]", (bar) => {
  const form = bar.dataset.bulk ?? "";
  const boxes = () => [...document.querySelectorAll<HTMLInputElement>(`[data-select="${form}"]`)];
  const page = () => document.querySelector<HTMLInputElement>(`[data-select-all="${form}"]`);
  const results = bar.querySelector<HTMLInputElement>("[data-select-results]");

  const settle = () => {
    const all = boxes();
    const count = all.filter((box) => box.checked).length;
    const head = page();
    if (head) head.checked = all.length > 0 && count === all.length;
    if (head) head.indeterminate = count > 0 && count < all.length;
    tell(count);
  };

  const tell = (count: number) => {
    const every = results?.checked ?? false;
    const said = every ? word("selectedAll", { count: Number(bar.dataset.total) }) : word("selected", { count });
    const line = bar.querySelector("[data-bulk-count]");
    if (line && line.textContent !== said) line.textContent = said;
    for (const button of bar.querySelectorAll("button")) button.disabled = !every && count === 0;
  };

  document.addEventListener("change", (event) => {
    const box = event.target as HTMLInputElement;
    if (box === page() || (box === results && box.checked)) for (const each of boxes()) each.checked = box.checked;
    if (results && box !== results && (box === page() || box.dataset.select === form) && !box.checked) results.checked = false;
    settle();
  });
  document.addEventListener("htmx:after:swap", settle);
  settle();
});
