// What the widget adds to a page, for the type checker alone.

interface HTMLElementTagNameMap {
  "frontdesk-chat": HTMLElement;
}

interface Window {
  /** Asked of the page: `Frontdesk("open")`. Before the script is there, a page may queue calls in `q`. */
  Frontdesk?: { (name: string, ...given: unknown[]): void; q?: Iterable<[string, ...unknown[]]> };
}
