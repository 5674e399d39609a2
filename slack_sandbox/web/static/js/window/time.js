// Times as people read them, on the sandbox's clock, which may stand at another date than this machine's.

export class Time {
  /** @param {number} nowS  the sandbox's time when the page was loaded, in seconds */
  constructor(nowS) {
    this.skewMs = nowS * 1000 - Date.now();
    this.days = new Map();
  }

  now() {
    return new Date(Date.now() + this.skewMs);
  }

  /** @param {string} ts */
  of(ts) {
    return new Date(Number(ts) * 1000);
  }

  /** `14:05` @param {string} ts */
  clock(ts) {
    return this.of(ts).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  }

  /** `14:05:09` @param {number} seconds */
  exact(seconds) {
    return new Date(seconds * 1000).toLocaleTimeString("en-GB");
  }

  /** `Today`, `Yesterday` or `Monday, 1 June` @param {string} ts */
  day(ts) {
    const date = this.of(ts);
    const key = `${date.toDateString()} ${this.now().toDateString()}`;
    if (!this.days.has(key)) this.days.set(key, this.named(date));
    return this.days.get(key);
  }

  named(date) {
    const days = Math.round((midnight(this.now()) - midnight(date)) / 86400000);
    if (days === 0) return "Today";
    if (days === 1) return "Yesterday";
    const year = date.getFullYear() === this.now().getFullYear() ? {} : { year: "numeric" };
    return date.toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long", ...year });
  }

  /** The whole of it, for a tooltip. @param {string} ts */
  full(ts) {
    return this.of(ts).toLocaleString("en-GB", { dateStyle: "full", timeStyle: "medium" });
  }

  /** `2 minutes ago` @param {string} ts */
  ago(ts) {
    const seconds = Math.max(0, (this.now() - this.of(ts)) / 1000);
    if (seconds < 60) return "just now";
    const [amount, unit] = seconds < 3600 ? [seconds / 60, "minute"] : seconds < 86400 ? [seconds / 3600, "hour"] : [seconds / 86400, "day"];
    const whole = Math.floor(amount);
    return `${whole} ${unit}${whole === 1 ? "" : "s"} ago`;
  }

  /** Slack's date tokens of a rich text date or `<!date^…>`. @param {number} seconds @param {string} format */
  formatted(seconds, format) {
    const date = new Date(seconds * 1000);
    const short = date.toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" });
    const long = date.toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long", year: "numeric" });
    const plain = date.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
    const clock = date.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
    const seconds2 = date.toLocaleTimeString("en-GB");
    return format.replace(/\{(\w+)\}/g, (whole, token) => {
      const name = token.replace(/_pretty$/, "");
      const known = { date: plain, date_short: short, date_long: long, date_num: date.toISOString().slice(0, 10), time: clock, time_secs: seconds2, ago: this.ago(String(seconds)) };
      return known[name] ?? whole;
    });
  }
}

function midnight(date) {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
