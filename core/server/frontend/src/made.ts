/** Elements that the script makes: by name, attributes and children, never from text that is read as HTML. */
import { word } from "./words";

type Attributes = Record<string, string | boolean>;

/** An element. */
export function made<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== false) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

/** A picture of the sprite, as decoration. */
export function picture(name: string): SVGSVGElement {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `${word("icons")}#${name}`);
  svg.append(use);
  return svg;
}

/** Tell something in the line at the top of the page; it stays. */
export function tell(kind: "warn" | "danger", text: string, ...more: (Node | string)[]): void {
  const line = made("div", { class: `notice is-${kind}`, role: "alert" }, picture("triangle-alert"), made("div", {}, text, ...more));
  document.getElementById("told")?.replaceChildren(line);
  line.scrollIntoView({ block: "nearest" });
}
