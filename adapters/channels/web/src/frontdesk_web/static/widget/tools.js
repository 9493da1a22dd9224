// Small tools: elements, links, ids, addresses and colours.

/** Makes an element: texts and nodes only, never markup.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag @param {Record<string, string>} attributes @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[K]} */
const h = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
};

/** @param {string} tag @param {Record<string, string>} attributes */
const drawn = (tag, attributes) => {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
};

/** @param {string} d the path of an icon in a box of 24 */
const icon = d => {
  const svg = drawn("svg", {viewBox: "0 0 24 24", width: "24", height: "24", "aria-hidden": "true"});
  svg.append(drawn("path", {d}));
  return svg;
};

/** A text as nodes, its http and https addresses as links. @param {string} text @returns {(Node | string)[]} */
const linked = text => text.split(/(https?:\/\/[^\s<>"]*[^\s<>"'.,;:!?)\]}»])/i).map((part, index) => {
  if (index % 2 === 0 || !URL.canParse(part)) return part;
  return h("a", {href: part, target: "_blank", rel: "noopener noreferrer nofollow"}, part);
});

/** A random id. `crypto.randomUUID` is only there on https and localhost. */
const newId = () => crypto.randomUUID?.() ?? crypto.getRandomValues(new Uint32Array(4)).join("-");

/** The page's address without its query, which may hold secrets. */
const page = () => (location.origin + location.pathname).slice(0, 2000);

/** A language tag as browsers and the desk know it, also of fr_FR; "" where it is none. @param {string} text */
const languageTag = text => {
  try { return Intl.getCanonicalLocales(text.trim().replaceAll("_", "-"))[0] ?? "" } catch { return "" }
};

/** The three parts of #rrggbb. @param {string} hex */
const parts = hex => [1, 3, 5].map(at => parseInt(hex.slice(at, at + 2), 16));

/** The contrast of two colours (WCAG 2). @param {string} one @param {string} other */
const contrast = (one, other) => {
  const [low = 0, high = 0] = [one, other].map(hex => parts(hex).reduce((sum, part, index) => {
    const level = part <= 10 ? part / 3294.6 : ((part / 255 + .055) / 1.055) ** 2.4;
    return sum + level * (index === 1 ? .7152 : index ? .0722 : .2126);
  }, .05)).sort((a, b) => a - b);
  return high / low;
};

/** A colour, mixed with black (0) or white (255) until it can be read on a surface.
 * @param {string} hex @param {string} surface @param {number} end */
const readable = (hex, surface, end) => {
  for (let share = 0; ; share += .05) {
    const mixed = "#" + parts(hex).map(part => Math.round(part + (end - part) * Math.min(share, 1)))
      .map(part => part.toString(16).padStart(2, "0")).join("");
    if (share >= 1 || contrast(mixed, surface) > 4.6) return mixed;
  }
};
