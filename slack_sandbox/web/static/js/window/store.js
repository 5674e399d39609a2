// Holds what the server says stands on this window's screen, and tells who draws it, once a frame.

export class Store {
  constructor() {
    /** @type {Map<string, any>} */
    this.map = new Map();
    this.watchers = [];
    this.changed = new Set();
    this.due = false;
  }

  /** @param {string} key */
  get(key) {
    return this.map.get(key);
  }

  /** Values whose keys begin with `prefix`, in the order of their keys. @param {string} prefix */
  under(prefix) {
    const keys = [];
    for (const key of this.map.keys()) if (key.startsWith(prefix)) keys.push(key);
    return keys.sort().map((key) => this.map.get(key));
  }

  /** Run `draw` in the frame after something of these families (the part of a key before `/`) changed. */
  on(families, draw) {
    this.watchers.push({ families: new Set(families), draw });
  }

  /** @param {{set: Object<string, any>, drop: string[]}} patch */
  apply(patch) {
    for (const key of patch.drop) {
      this.map.delete(key);
      this.touch(key);
    }
    for (const [key, value] of Object.entries(patch.set)) {
      this.map.set(key, value);
      this.touch(key);
    }
  }

  /** Note that a family changed, also for what only this window knows. @param {string} key */
  touch(key) {
    this.changed.add(key.split("/", 1)[0]);
    if (this.due) return;
    this.due = true;
    const run = () => this.draw();
    // A hidden tab gets no frames, but must not pile up work either.
    if (document.hidden) setTimeout(run, 100);
    else requestAnimationFrame(run);
  }

  draw() {
    this.due = false;
    const changed = this.changed;
    this.changed = new Set();
    for (const { families, draw } of this.watchers) {
      if ([...families].some((family) => changed.has(family))) draw();
    }
  }
}
