// The element <frontdesk-chat>, what the page may ask of it, and how it comes into the page.

const SCRIPT = /** @type {HTMLScriptElement | null} */ (document.currentScript);
/** @type {Map<string, Set<(detail: unknown) => void>>} */
const handlers = new Map();
/** @type {string | undefined} */
let person;

/** Tells the page. What its handlers throw goes to its console, and stops nothing here.
 * @param {string} name @param {unknown} [detail] */
const tell = (name, detail) => handlers.get(name)?.forEach(handler => queueMicrotask(() => handler(detail)));

/** One chat: it brings the panel, the talk and the line together. */
class Chat {
  #open = false;
  #unread = 0;
  /** @type {Line | undefined} */
  #line;

  /** @param {HTMLElement} host */
  constructor(host) {
    this.host = host;
    const wanted = [this.#setting("locale"), document.documentElement.lang, navigator.language];
    this.locale = wanted.map(languageTag).find(tag => tag) ?? "en";
    const t = this.t = /^fr/i.test(this.locale) ? FR : EN;
    this.talk = new Talk(t, this.locale, said => this.#say(said), () => this.panel.box.focus());
    this.panel = new Panel(host, t, this.talk.view, {
      toggle: () => this.#open ? this.close() : this.open(),
      start: () => this.open(),
      close: () => this.close(),
      say: text => { this.open(); this.#say({text}) },
    });
    this.panel.label(false, 0);
  }

  connected() {
    this.panel.colour(this.#setting("accent"));
    this.panel.connected(this.#open);
  }

  open() {
    if (this.#open) return;
    const key = this.#setting("frontdesk");
    if (!key) return console.warn("Frontdesk: data-frontdesk, the account's key, is missing");
    this.#open = true;
    this.#unread = 0;
    this.panel.label(true, 0);
    this.panel.show();
    const server = this.#setting("server") || SCRIPT?.src.split("/widget.js")[0];
    const line = this.#line ??= this.#connect(`${server}/api/v1/widget/${encodeURIComponent(key)}`);
    line.name = person;
    line.attach(true);
    this.talk.bottom();
    this.#greet(line);
    tell("open");
  }

  close() {
    if (!this.#open || this.panel.inline) return;
    this.#open = false;
    this.panel.hide();
    this.panel.label(false, 0);
    this.#line?.attach(false);
    tell("close");
  }

  /** A setting of the element, or of the script that brought it. @param {string} name */
  #setting(name) { return this.host.dataset[name] || SCRIPT?.dataset[name] || "" }

  /** @param {string} api */
  #connect(api) {
    const {talk, panel} = this;
    const line = new Line(api, this.#setting("establishment"), this.locale, {
      entries: entries => entries.forEach(entry => this.#entry(entry)),
      loaded: () => talk.settle(),
      reset: () => { talk.clear(); line.queue.forEach(post => talk.wait(post)) },
      sent: id => talk.sent(id),
      refused: id => talk.mark(id, this.t.refused, "refused"),
      state: state => panel.state(state),
    });
    line.queue.forEach(post => talk.wait(post));
    return line;
  }

  /** @param {Line} line */
  async #greet(line) {
    try {
      const config = await line.config();
      this.panel.introduce(config);
      this.panel.colour(this.#setting("accent") || config.theme.accent || "");
      this.talk.called(config.name);
      // Starters come with the greeting; those of a desk that does not greet are offered after a moment.
      setTimeout(() => this.talk.loaded && this.talk.empty && this.talk.offer(config.starters), 1500);
    } catch { /* the line tells the visitor when the desk cannot be reached */ }
  }

  /** @param {Entry} entry */
  #entry(entry) {
    this.talk.add(entry);
    if (!this.talk.loaded || entry.sender === "contact") return;
    if (!this.#open) {
      this.panel.label(false, ++this.#unread);
      tell("unread", this.#unread);
    }
    tell("message", {sender: entry.sender, text: entry.text});
  }

  /** @param {Said} said */
  #say(said) {
    const waiting = said.starter && this.#line?.queue.some(({starter}) => starter === said.starter);
    if (this.#line && !waiting) this.talk.wait(this.#line.send(said));
  }
}

class FrontdeskChat extends HTMLElement {
  /** @type {Chat | undefined} */
  chat;

  connectedCallback() { (this.chat ??= new Chat(this)).connected() }

  /** A page that swaps its body, or cleans up around it, does not lose the chat that the script brought. */
  disconnectedCallback() {
    this.chat?.panel.disconnected();
    if (this.dataset.auto) queueMicrotask(() => this.isConnected || document.documentElement.append(this));
  }
}

const only = () => /** @type {FrontdeskChat | null} */ (document.querySelector("frontdesk-chat"))?.chat;

/** @type {Record<string, (...given: any[]) => void>} */
const commands = {
  open: () => only()?.open(),
  close: () => only()?.close(),
  identify: who => { person = [...String(who?.name ?? "")].slice(0, 80).join("") },
  on: (name, handler) => handlers.set(name, (handlers.get(name) ?? new Set()).add(handler)),
};

const arrive = () => {
  if (!only() && SCRIPT?.dataset.frontdesk) {
    const element = h("frontdesk-chat", {"data-auto": "1", "data-theme": SCRIPT.dataset.theme ?? ""});
    document.documentElement.append(element);
  }
  const asked = window.Frontdesk?.q ?? [];
  window.Frontdesk = (name, ...given) => commands[name]?.(...given);
  for (const [name = "", ...given] of asked) window.Frontdesk(name, ...given);
};

if (!customElements.get("frontdesk-chat")) {
  customElements.define("frontdesk-chat", FrontdeskChat);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", arrive, {once: true});
  else arrive();
}
