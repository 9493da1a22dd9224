/** Copy buttons. */
import { picture } from "./made";
import { on } from "./wake";
import { say, word } from "./words";

on("[data-copy]", (button) => {
  const field = document.getElementById(button.dataset.copy ?? "") as HTMLInputElement | null;
  button.addEventListener("click", async () => {
    if (!field) return;
    await copy(field);
    confirm(button);
  });
});

async function copy(field: HTMLInputElement): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(field.value);
  field.select(); // plain http has no clipboard of that kind
  document.execCommand("copy");
}

function confirm(button: HTMLElement): void {
  say(word("copied"));
  const before = [...button.childNodes];
  button.replaceChildren(picture("check"), word("copied"));
  setTimeout(() => button.replaceChildren(...before), 2000);
}
