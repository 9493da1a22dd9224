/** Behaviours wait for their elements: those of the page as it comes, and those that htmx or a button adds later. */

type Start = (element: HTMLElement) => void;

const behaviours: [selector: string, start: Start][] = [];
const begun = new WeakMap<Element, Set<Start>>();

/** Begin once with each element that matches. */
export function on(selector: string, start: Start): void {
  behaviours.push([selector, start]);
}

/** Begin with what is new beneath `root`. */
export function wake(root: ParentNode): void {
  for (const [selector, start] of behaviours) {
    for (const element of root.querySelectorAll<HTMLElement>(selector)) {
      const done = begun.get(element) ?? new Set();
      if (done.has(start)) continue;
      begun.set(element, done.add(start));
      start(element);
    }
  }
}
