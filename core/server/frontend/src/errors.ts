/** The summary of errors: it has the focus when it comes, and leads to the fields, wherever they hide. */
import { on } from "./wake";

/** Open what an element is hidden in, and give it the focus. */
export function reveal(element: HTMLElement): void {
  element.dispatchEvent(new CustomEvent("reveal", { bubbles: true }));
  for (let fold = element.closest("details"); fold; fold = fold.parentElement?.closest("details") ?? null) fold.open = true;
  element.scrollIntoView({ block: "center" });
  element.focus();
}

on("[data-error-summary]", (summary) => {
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = (event.target as Element).closest("a");
    const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!field) return;
    event.preventDefault();
    reveal(field);
  });
});
