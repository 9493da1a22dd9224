// The panel: the launcher and the dialog, how they are shown, coloured and closed.

class Panel {
  /** @type {Record<string, string>} */
  #vars = {};
  #tint = new CSSStyleSheet();
  #compact = matchMedia(COMPACT);
  limit = 4000;

  /** @param {HTMLElement} host @param {typeof EN} t @param {HTMLElement} view the talk
   * @param {{toggle(): void, start(): void, close(): void, say(text: string): void}} on what the visitor does */
  constructor(host, t, view, on) {
    this.host = host;
    this.t = t;
    this.badge = h("span", {class: "badge", "aria-hidden": "true"});
    this.sign = icon("");
    this.launcher = h("button", {class: "launcher", type: "button", "aria-haspopup": "dialog"}, this.sign, this.badge);
    this.face = h("span", {class: "face", "aria-hidden": "true"});
    this.name = h("h2", {id: "name", dir: "auto"}, t.chat);
    this.presence = h("p", {class: "away"});
    const close = h("button", {class: "close", type: "button", "aria-label": t.close}, icon("M6 6l12 12M18 6L6 18"));
    this.begin = h("button", {class: "start", type: "button", hidden: ""}, t.start);
    view.append(this.begin);
    this.status = h("p", {class: "status", id: "status", role: "status"});
    this.box = h("textarea", {rows: "1", placeholder: t.box, "aria-label": t.box, autocomplete: "off",
      "aria-describedby": "status", enterkeyhint: "send"});
    const form = h("form", {}, this.box, h("button", {class: "send", "aria-label": t.send},
      icon("M4 12h15M13 6l6 6-6 6")));
    this.dialog = h("dialog", {"aria-labelledby": "name"},
      h("header", {}, this.face, h("div", {class: "names"}, this.name, this.presence), close),
      view, this.status, form);
    const look = new CSSStyleSheet();
    look.replaceSync(LOOK);
    const root = host.attachShadow({mode: "open"});
    root.adoptedStyleSheets = [look, this.#tint];
    root.append(h("section", {class: "fd", "aria-label": t.chat, lang: t === FR ? "fr" : "en"},
      this.launcher, this.dialog));
    this.launcher.addEventListener("click", on.toggle);
    this.begin.addEventListener("click", on.start);
    close.addEventListener("click", on.close);
    this.dialog.addEventListener("cancel", event => { event.preventDefault(); on.close() });
    this.dialog.addEventListener("keydown", event => event.key === "Escape" && !event.isComposing && on.close());
    const submit = () => {
      const text = this.box.value.trim();
      this.box.focus();
      this.#measure();
      if (!text || this.#over() > 0) return;
      this.box.value = "";
      on.say(text);
    };
    form.addEventListener("submit", event => { event.preventDefault(); submit() });
    this.box.addEventListener("input", () => this.#measure());
    this.box.addEventListener("keydown", event => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      submit();
    });
  }

  get inline() { return this.host.hasAttribute("inline") }

  /** The host is in the page, and was open when it was there last, or not. @param {boolean} open */
  connected(open) {
    this.#compact.onchange = () => this.dialog.open && !this.inline && this.show();
    for (const name of ["resize", "scroll"]) visualViewport?.addEventListener(name, this.#fit);
    this.begin.hidden = !this.inline || open;
    if (this.inline) this.dialog.setAttribute("open", ""); // not show(), which would take the focus
    else if (open) this.show();
  }

  disconnected() {
    this.#compact.onchange = null;
    for (const name of ["resize", "scroll"]) visualViewport?.removeEventListener(name, this.#fit);
  }

  /** The panel, beside the page where there is room, else instead of it. */
  show() {
    this.begin.hidden = true;
    if (!this.inline) {
      this.dialog.close();
      this.#fit();
      if (this.#compact.matches) this.dialog.showModal();
      else this.dialog.show();
    }
    this.box.focus();
  }

  hide() {
    this.dialog.close();
    this.launcher.focus();
  }

  /** What the launcher says and shows. @param {boolean} open @param {number} unread */
  label(open, unread) {
    this.badge.textContent = unread ? String(unread) : "";
    this.sign.firstElementChild?.setAttribute("d",
      open ? "M6 9.5l6 6 6-6" : "M21 12a8 8 0 0 1-11.6 7.1L4 21l1.9-5.1A8 8 0 1 1 21 12Z");
    this.launcher.ariaExpanded = String(open);
    this.launcher.ariaLabel = open ? this.t.close : unread ? this.t.unread + unread : this.t.open;
  }

  /** Who answers here, and whether they do now. @param {Config} config */
  introduce({name, away, limits}) {
    this.name.textContent = name;
    this.face.textContent = [...name][0]?.toUpperCase() ?? "";
    this.presence.textContent = away ? this.t.away : this.t.here;
    this.presence.classList.toggle("here", !away);
    this.limit = limits.text;
  }

  /** How the line is; once it is well, a text that is too long is the only trouble left. @param {State} state */
  state(state) {
    this.#say(state && this.t[state], state === "unavailable");
    if (!state) this.#measure();
  }

  /** The page's colour, else the script's or the account's, with an ink and a text colour that can be read.
   * @param {string} given */
  colour(given) {
    const accent = getComputedStyle(this.host).getPropertyValue("--fd-accent").trim() || given;
    if (!/^#[0-9a-f]{6}$/i.test(accent)) return;
    this.#paint({
      "--_a": accent,
      "--_i": `var(--fd-accent-ink,${contrast(accent, "#ffffff") > 4.5 ? "#fff" : "#000"})`,
      "--_t": `light-dark(${readable(accent, "#f1f2f6", 0)},${readable(accent, "#242732", 255)})`,
    });
  }

  /** A phone's keyboard takes its part of the screen: the panel takes the rest. */
  #fit = () => {
    const view = visualViewport;
    if (view && view.scale < 1.01) this.#paint({"--_h": `${view.height}px`, "--_o": `${view.offsetTop}px`});
  };

  /** @param {Record<string, string>} vars */
  #paint(vars) {
    Object.assign(this.#vars, vars);
    this.#tint.replaceSync(`:host{${Object.entries(this.#vars).map(pair => pair.join(":")).join(";")}}`);
  }

  #over() { return [...this.box.value.trim()].length - this.limit }

  /** Says by how much a text is too long, while it is. */
  #measure() {
    const over = this.#over();
    this.box.ariaInvalid = String(over > 0);
    if (over > 0) this.#say(this.t.long + over, true);
    else if (this.status.textContent?.startsWith(this.t.long)) this.#say("", false);
  }

  /** @param {string} text @param {boolean} wrong */
  #say(text, wrong) {
    if (this.status.textContent !== text) this.status.textContent = text;
    this.status.classList.toggle("wrong", wrong);
  }
}
