/** Light, dark, or as the system has it: kept in a cookie, so that the server sends the page in the right colours. */
import { on } from "./wake";
import { say } from "./words";

const THEMES = ["system", "light", "dark"] as const;
type Theme = (typeof THEMES)[number];

const now = (): Theme => (document.documentElement.dataset.theme as Theme | undefined) ?? "system";

on("[data-theme-toggle]", (button) => {
  name(button);
  button.addEventListener("click", () => {
    keep(THEMES[(THEMES.indexOf(now()) + 1) % THEMES.length]!);
    document.querySelectorAll<HTMLElement>("[data-theme-toggle]").forEach(name);
    say(button.title);
  });
});

function keep(theme: Theme): void {
  const root = document.documentElement;
  if (theme === "system") delete root.dataset.theme;
  else root.dataset.theme = theme;
  const age = theme === "system" ? 0 : 31536000;
  document.cookie = `frontdesk-theme=${theme}; path=/console; max-age=${age}; samesite=lax`;
}

function name(button: HTMLElement): void {
  button.title = button.dataset[now()] ?? "";
  const label = button.querySelector("[data-theme-name]");
  if (label) label.textContent = button.title;
}
