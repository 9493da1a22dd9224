// The talk: the rows that were said, those that wait to leave, and the questions that are suggested.

class Talk {
  /** @type {Map<string, HTMLElement>} */
  #rows = new Map();
  /** @type {Suggestion[]} */
  #offered = [];
  #before = 0;
  loaded = false;

  /** @param {typeof EN} t @param {string} locale @param {(said: Said) => void} say @param {() => void} leave
   * called when the focus must go somewhere, because the suggestion that had it is gone */
  constructor(t, locale, say, leave) {
    this.t = t;
    this.say = say;
    this.leave = leave;
    this.hour = new Intl.DateTimeFormat(locale, {weekday: "long", hour: "numeric", minute: "2-digit"});
    this.name = t.chat;
    this.log = h("div", {role: "log", "aria-label": t.messages, "aria-live": "off"});
    this.list = h("ul");
    this.tray = h("div", {role: "group", "aria-label": t.starters, hidden: ""}, this.list);
    this.told = h("p", {class: "sr", role: "status"});
    this.view = h("div", {class: "scroll", role: "group", tabindex: "0", "aria-label": t.messages},
      this.log, this.tray, this.told);
  }

  get empty() { return !this.#rows.size }

  /** Who speaks for the desk. @param {string} name */
  called(name) {
    this.name = name;
    for (const who of this.log.querySelectorAll(".desk .sr")) who.textContent = `${name}: `;
  }

  /** An entry of the stream, in its order: after what was said, before what waits. @param {Entry} entry */
  add(entry) {
    const row = this.#rows.get(entry.id) ?? this.#row(entry);
    this.mark(entry.id, "", "");
    const waiting = this.log.querySelector(".pending");
    if (waiting || !row.isConnected) this.log.insertBefore(row, waiting);
    this.#date(entry.at ?? "", row);
    this.#follow(entry);
    this.bottom();
  }

  /** Something that waits to leave. @param {Post} post */
  wait({id, text, title}) {
    if (this.#rows.has(id)) return;
    const said = {id, sender: /** @type {Sender} */ ("contact"), text: text ?? title ?? "", suggestions: []};
    this.log.append(this.#row(said));
    this.mark(id, this.t.sending, "pending");
    this.#follow(said);
    this.bottom();
  }

  /** It has left. @param {string} id */
  sent(id) { this.#rows.get(id)?.lastElementChild?.replaceChildren() }

  /** What is noted under a row, and in which state it is: until it comes back in the stream, it is pending.
   * @param {string} id @param {string} note @param {"pending" | "refused" | ""} state */
  mark(id, note, state) {
    const row = this.#rows.get(id);
    for (const name of ["pending", "refused"]) row?.classList.toggle(name, name === state);
    row?.lastElementChild?.replaceChildren(note);
  }

  /** History is there: from now on, what comes is read aloud. */
  settle() {
    if (this.loaded) return;
    this.loaded = true;
    this.bottom();
    requestAnimationFrame(() => this.log.setAttribute("aria-live", "polite"));
  }

  clear() {
    this.log.setAttribute("aria-live", "off");
    this.log.replaceChildren();
    this.#rows.clear();
    this.#before = 0;
    this.loaded = false;
    this.offer([]);
  }

  /** @param {Suggestion[]} suggestions */
  offer(suggestions) {
    if (JSON.stringify(suggestions) === JSON.stringify(this.#offered)) return;
    const focused = this.list.matches(":focus-within");
    this.#offered = suggestions;
    this.tray.hidden = !suggestions.length;
    this.list.replaceChildren(...suggestions.map(({id, title}) => {
      const button = h("button", {type: "button", dir: "auto"}, title);
      button.addEventListener("click", () => this.say({starter: id, title}));
      return h("li", {}, button);
    }));
    if (focused) this.leave();
    this.told.textContent = suggestions.length ? `${this.t.starters}: ${suggestions.length}` : "";
  }

  bottom() { this.view.scrollTop = this.view.scrollHeight }

  /** What is offered after an entry: its own suggestions, and nothing more once people talk. @param {Entry} entry */
  #follow({sender, text, suggestions}) {
    const tapped = this.#offered.some(({title}) => title === text);
    if (suggestions.length) this.offer(suggestions);
    else if (sender === "operator" || (sender === "contact" && !tapped)) this.offer([]);
  }

  /** @param {Entry} entry */
  #row({id, sender, text, locale, operator}) {
    const named = sender === "operator";
    const who = named ? operator || this.t.team : `${sender === "desk" ? this.name : this.t.you}: `;
    const row = h("div", {class: `row ${sender}`},
      h("span", {class: named ? "who" : "sr", dir: "auto"}, who),
      h("div", {class: "bubble", dir: "auto", ...(locale && {lang: locale})}, ...linked(text)),
      h("span", {class: "note"}));
    this.#rows.set(id, row);
    return row;
  }

  /** The day and hour, where half an hour has passed in silence. @param {string} at @param {Element} row */
  #date(at, row) {
    const now = Date.parse(at), silence = now - this.#before;
    this.#before = now;
    if (silence < 1800000) return;
    this.log.insertBefore(h("time", {datetime: at}, this.hour.format(now)), row);
  }
}
