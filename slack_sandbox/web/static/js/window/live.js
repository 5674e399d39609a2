// The socket to the sandbox: says what this window looks at, hands over what changes there, connects again when cut.

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5000;

export class Live {
  /** @param {import("./store.js").Store} store @param {(up: boolean) => void} onState */
  constructor(store, onState) {
    this.store = store;
    this.onState = onState;
    this.wait = FIRST_WAIT_MS;
    this.watched = null;
    this.socket = null;
  }

  connect() {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/web/live`);
    let first = true;
    socket.addEventListener("open", () => {
      this.wait = FIRST_WAIT_MS;
      this.onState(true);
      if (this.watched) this.send(this.watched);
    });
    socket.addEventListener("message", (event) => {
      const patch = JSON.parse(event.data);
      // After a reconnect the server sends the whole screen: what it does not name is gone.
      if (first) patch.drop = [...this.store.map.keys()].filter((key) => !(key in patch.set));
      first = false;
      this.store.apply(patch);
    });
    socket.addEventListener("close", () => {
      this.onState(false);
      setTimeout(() => this.connect(), this.wait);
      this.wait = Math.min(this.wait * 2, LONGEST_WAIT_MS);
    });
    this.socket = socket;
  }

  /** @param {object} viewport  user, channel, thread, rows, since, inspector */
  watch(viewport) {
    this.watched = { type: "watch", ...viewport };
    this.send(this.watched);
  }

  /** Everything in a place up to `ts` was read. */
  read(user, place, ts) {
    this.send({ type: "read", user, place, ts });
  }

  send(frame) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame));
  }
}
