/** htmx: what it swaps wakes up, and an answer that is none is told instead of swapped. */
import "htmx.org";
import { tell } from "./made";
import { wake } from "./wake";
import { word } from "./words";

interface Answered {
  ctx: { response?: { status: number } };
}

document.addEventListener("htmx:after:swap", () => wake(document));

document.addEventListener("htmx:before:response", (event) => {
  const { ctx } = (event as CustomEvent<Answered>).detail;
  if ((ctx.response?.status ?? 0) < 500) return;
  event.preventDefault(); // a whole page that says so has no place in a part of this one
  tell("danger", word("refused"));
});

document.addEventListener("htmx:error", () => tell("danger", word("lost")));
