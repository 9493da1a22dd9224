/** Dialogs: native, opened by what names them; the focus starts at their title, or where they ask for it. */

document.addEventListener("click", (event) => {
  const clicked = event.target as Element;
  const opener = clicked.closest<HTMLElement>("[data-dialog]");
  if (opener) open(event, document.getElementById(opener.dataset.dialog ?? ""));
  const closer = clicked.closest("[data-close]");
  if (closer) close(event, closer.closest("dialog"));
});

function open(event: Event, dialog: HTMLElement | null): void {
  if (!(dialog instanceof HTMLDialogElement)) return;
  event.preventDefault();
  if (!dialog.open) dialog.showModal();
  (dialog.querySelector<HTMLElement>("[autofocus]") ?? dialog.querySelector("h2"))?.focus();
}

function close(event: Event, dialog: HTMLDialogElement | null): void {
  if (!dialog?.open) return;
  event.preventDefault();
  dialog.close();
}
