/** What the script says: sentences that the page brings in its language, shown or said aloud. */

const source = document.getElementById("words")?.textContent ?? "{}";
const words: Record<string, string | [one: string, other: string]> = JSON.parse(source);
const tongue = document.documentElement.lang || "en";
const figures = new Intl.NumberFormat(tongue);
const plurals = new Intl.PluralRules(tongue);

/** A sentence with its places filled; the form that goes with `count` where there are two. */
export function word(id: string, places: Record<string, string | number> = {}): string {
  const found = words[id] ?? id;
  const { count } = places;
  const text = typeof found === "string" ? found : found[plurals.select(Number(count)) === "one" ? 0 : 1];
  return text.replace(/\{(\w+)\}/g, (_, name: string) => figure(places[name] ?? ""));
}

function figure(value: string | number): string {
  return typeof value === "number" ? figures.format(value) : value;
}

/** Say something to who does not see the page. */
export function say(text: string): void {
  const said = document.getElementById("said");
  if (!said) return;
  said.textContent = "";
  setTimeout(() => (said.textContent = text), 50); // the same text twice is said twice
}
