// The line to the desk: what stays in the browser, what is sent, what is followed.

/** What an answer that is not a success says. */
class Refusal extends Error {
  /** @param {number} status @param {number} wait seconds that the desk asks to wait, 0 = it does not
   * @param {string} token the one that was shown */
  constructor(status, wait, token) {
    super(`Frontdesk answered ${status}`);
    this.status = status;
    this.wait = wait;
    this.token = token;
  }

  /** Asking again would not help. */
  get final() { return this.status < 500 && ![401, 408, 425, 429].includes(this.status) }
}

/** What stays in the browser: in its local storage, or in memory where that is blocked or full. */
class Shelf {
  /** @type {Kept} */
  #memory = {token: "", queue: []};
  #full = false;

  /** @param {string} name */
  constructor(name) { this.name = name }

  /** @returns {Kept} */
  get kept() {
    if (this.#full) return this.#memory;
    try { return {token: "", queue: [], ...JSON.parse(localStorage.getItem(this.name) ?? "")} }
    catch { return this.#memory }
  }

  /** @param {Partial<Kept>} change */
  keep(change) {
    this.#memory = {...this.kept, ...change};
    try {
      localStorage.setItem(this.name, JSON.stringify(this.#memory));
      this.#full = false;
    } catch { this.#full = true }
  }
}

/** Who listens to a line.
 * @typedef {{entries(entries: Entry[]): void, loaded(): void, reset(): void, sent(id: string): void,
 *   refused(id: string): void, state(state: State): void}} Listener */

/** The line itself: it sends what is queued and follows the stream, again and again until it gets through. */
class Line {
  #last = 0;
  #token = "";
  #failures = 0;
  #attached = false;
  #following = false;
  #sending = false;
  #pollUntil = 0;
  /** @type {AbortController | undefined} */
  #stream;
  /** @type {Promise<string> | undefined} */
  #opening;
  /** @type {Set<() => void>} */
  #sleepers = new Set();
  /** @type {string | undefined} What the page says the visitor is called. */
  name;

  /** @param {string} api @param {string} establishment @param {string} locale @param {Listener} listener */
  constructor(api, establishment, locale, listener) {
    this.api = api;
    this.asked = {locale, ...(establishment && {establishment})};
    this.listener = listener;
    this.shelf = new Shelf(`frontdesk ${api} ${establishment}`);
    addEventListener("online", () => this.#nudge());
    addEventListener("offline", () => { this.#stream?.abort(); listener.state("offline") });
    document.addEventListener("visibilitychange", () => document.hidden ? this.#stream?.abort() : this.#nudge());
  }

  get queue() { return this.shelf.kept.queue }

  /** @returns {Promise<Config>} */
  async config() { return (await this.#call("GET", `config?${new URLSearchParams(this.asked)}`)).json() }

  /** The panel is open, or no longer. Once opened, a closed panel still learns of answers, slowly.
   * @param {boolean} attached */
  attach(attached) {
    this.#attached = attached;
    if (!attached) return this.#stream?.abort();
    this.#nudge();
    this.#follow();
    return void this.#flush();
  }

  /** @param {Said} said @returns {Post} */
  send(said) {
    const post = {id: newId(), page: page(), ...said};
    this.shelf.keep({queue: [...this.queue, post]});
    this.#flush();
    return post;
  }

  async #flush() {
    if (this.#sending) return;
    this.#sending = true;
    for (let post; (post = this.queue[0]);) {
      const {id} = post;
      try {
        await this.#online();
        await this.#call("POST", "messages", {token: await this.#session(), body: post});
        this.#drop(id);
        this.listener.sent(id);
        this.#well();
      } catch (error) {
        if (!(error instanceof Refusal && error.final)) await this.#setBack(error);
        else {
          this.#drop(id);
          this.listener.refused(id);
        }
      }
    }
    this.#sending = false;
  }

  /** @param {string} id */
  #drop(id) { this.shelf.keep({queue: this.queue.filter(post => post.id !== id)}) }

  async #follow() {
    if (this.#following) return;
    this.#following = true;
    this.listener.state("connecting");
    try {
      for (;;) await this.#round();
    } catch {
      this.listener.state("unavailable");
      this.#following = false;
    }
  }

  /** One round: what was missed, then what comes. Throws only what asking again would not mend. */
  async #round() {
    try {
      await this.#online();
      const token = await this.#session();
      await this.#catchUp(token);
      this.#well();
      const live = this.#attached && !document.hidden;
      if (live && performance.now() >= this.#pollUntil) await this.#listen(token);
      else await this.#rest(live ? 3 : 20);
    } catch (error) {
      if (error instanceof Refusal && error.final) throw error;
      await this.#setBack(error);
    }
  }

  /** @param {string} token */
  async #catchUp(token) {
    for (let more = true; more;) {
      const page = await (await this.#call("GET", `messages?after=${this.#last}`, {token})).json();
      this.#take(page.messages);
      more = page.more;
    }
    this.listener.loaded();
  }

  /** Reads the stream until it ends. One that says nothing for 5 s is held up on its way: then we ask, for a minute.
   * @param {string} token */
  async #listen(token) {
    const stop = this.#stream = new AbortController();
    let timer = 0, heard = false;
    /** @param {number} seconds */
    const expect = seconds => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        if (!heard) this.#pollUntil = performance.now() + 60000;
        stop.abort();
      }, seconds * 1000);
    };
    expect(5);
    try {
      const answer = await this.#call("GET", "stream", {token, signal: stop.signal, after: this.#last});
      const reader = /** @type {ReadableStream<Uint8Array>} */ (answer.body).getReader();
      const decoder = new TextDecoder();
      for (let rest = ""; ;) {
        const {done, value} = await reader.read();
        if (done) break;
        heard = true;
        expect(45);
        const lines = (rest + decoder.decode(value, {stream: true})).split("\n");
        rest = lines.pop() ?? "";
        this.#take(lines.filter(line => line.startsWith("data:")).map(line => JSON.parse(line.slice(5))));
      }
      await this.#rest(.5 + Math.random());
    } catch (error) {
      if (!stop.signal.aborted) throw error;
    } finally {
      clearTimeout(timer);
      stop.abort();
    }
  }

  /** @param {Entry[]} entries */
  #take(entries) {
    const fresh = entries.filter(({number = 0}) => number > this.#last && (this.#last = number));
    this.listener.entries(fresh.filter(({kind}) => kind === "message"));
  }

  /** The visitor's token, asked for once, also when two tabs open at the same time. With another one than before, it
   * is another conversation. @returns {Promise<string>} */
  async #session() {
    const token = this.shelf.kept.token
      || await (this.#opening ??= this.#alone().finally(() => { this.#opening = undefined }));
    if (this.#token && token !== this.#token) {
      this.#last = 0;
      this.#stream?.abort();
      this.listener.reset();
    }
    return this.#token = token;
  }

  /** @returns {Promise<string>} */
  async #alone() {
    const open = async () => {
      const {token} = this.shelf.kept;
      if (token) return token;
      const timezone = Intl.DateTimeFormat().resolvedOptions().timeZone;
      const body = {...this.asked, timezone, page: page(), name: this.name};
      const answer = await (await this.#call("POST", "sessions", {body})).json();
      this.shelf.keep({token: answer.token});
      return answer.token;
    };
    if (!navigator.locks) return open();
    return navigator.locks.request(this.shelf.name, open).catch(error => {
      if (error.name === "SecurityError") return open(); // storage is blocked, and locks with it
      throw error;
    });
  }

  #well() {
    this.#failures = 0;
    if (!this.queue.length) this.listener.state("");
  }

  /** @param {unknown} error */
  async #setBack(error) {
    const {status = 0, wait = 0, token = ""} = error instanceof Refusal ? error : {};
    if (status === 401 && token === this.shelf.kept.token) this.shelf.keep({token: ""});
    const seconds = wait || Math.min(30, .5 * 2 ** this.#failures) * (.5 + Math.random() / 2);
    this.#failures++;
    if (status === 429) this.listener.state("slow");
    else if (this.#failures > 1) this.listener.state("lost");
    await this.#rest(seconds, wait > 0);
  }

  /** @param {number} seconds @param {boolean} deaf no nudge shortens it */
  #rest(seconds, deaf = false) {
    return new Promise(resolve => {
      const wake = () => { clearTimeout(timer); this.#sleepers.delete(wake); resolve(0) };
      const timer = setTimeout(wake, seconds * 1000);
      if (!deaf) this.#sleepers.add(wake);
    });
  }

  #nudge() { for (const wake of [...this.#sleepers]) wake() }

  async #online() {
    for (; navigator.onLine === false; await this.#rest(30)) this.listener.state("offline");
  }

  /** @param {string} method @param {string} path
   * @param {{body?: object, token?: string, signal?: AbortSignal, after?: number}} more */
  async #call(method, path, {body, token = "", signal = AbortSignal.timeout(20000), after = 0} = {}) {
    const headers = {
      "Accept-Language": this.asked.locale,
      ...(body && {"Content-Type": "application/json"}),
      ...(token && {Authorization: `Bearer ${token}`}),
      ...(after && {"Last-Event-ID": String(after)}),
    };
    const sent = body && JSON.stringify(body);
    const answer = await fetch(`${this.api}/${path}`, {method, headers, body: sent, signal, credentials: "omit"});
    if (answer.ok) return answer;
    throw new Refusal(answer.status, Number(answer.headers.get("Retry-After")), token);
  }
}
