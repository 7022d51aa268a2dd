// What people see while set-up works: one line a finished step, and on a terminal a live line of what is running.

const isTerminal = process.stderr.isTTY === true;
const running = new Map();
let ticker;

const write = (text) => process.stderr.write(text);
const clear = () => isTerminal && write("\r\u001B[2K");

/** A time span for people: `6 s`, `3 m 21 s`. */
export function span(milliseconds) {
  const seconds = Math.round(milliseconds / 1000);
  if (milliseconds < 950) return `${(milliseconds / 1000).toFixed(1)} s`;
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} m ${seconds % 60} s`;
}

/** One line of the report: what it is, where it came from, how long it took. */
export function stepLine(mark, title, from, time) {
  return `  ${mark} ${title.padEnd(22)} ${from.padEnd(44)} ${time}`.trimEnd();
}

/** A heading or any other whole line. */
export function say(line) {
  clear();
  write(`${line}\n`);
}

/** Begins a step; the returned functions tell what it does now and end it. */
export function begin(name) {
  const started = Date.now();
  running.set(name, { started, now: "" });
  if (isTerminal) ticker ??= setInterval(draw, 200);
  else say(`  … ${name}`);
  const end = () => {
    running.delete(name);
    if (running.size === 0) {
      clearInterval(ticker);
      ticker = undefined;
    }
    return Date.now() - started;
  };
  return { tell: (now) => running.has(name) && (running.get(name).now = now.trim()), end };
}

function draw() {
  const parts = [...running].map(([name, { started, now }]) =>
    `${name} ${span(Date.now() - started)} ${now}`.trim(),
  );
  const width = (process.stderr.columns ?? 80) - 6;
  clear();
  write(`  … ${parts.join("  │  ").slice(0, width)}`);
}
