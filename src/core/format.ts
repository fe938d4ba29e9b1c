/** The text shown in place of a missing number. The reason is always printed next to it or below it. */
export const ABSENT = "—";

/** `digits` significant digits, never fewer than the whole part has, with thousands separators: 1234.5 → `1,235`. */
export function formatNumber(value: number | null, digits = 3): string {
  if (value === null || Number.isNaN(value)) return ABSENT;
  if (value === 0) return "0";
  const magnitude = Math.floor(Math.log10(Math.abs(Number(value.toPrecision(digits)))));
  const decimals = Math.min(12, Math.max(0, digits - 1 - magnitude));
  const text = value.toLocaleString("en-US", {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  return Number(value.toFixed(decimals)) === 0 ? "0" : text.replace("-", "−");
}

/** A correlation, −1 to 1: three decimals, since digits beyond are noise. */
export function formatCorrelation(value: number | null): string {
  return value === null ? ABSENT : value.toFixed(3).replace("-", "−");
}

export function formatCount(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: 0 });
}

/** A duration in the unit that reads best: 213 µs, 12.4 ms, 1.23 s. */
export function formatMs(durationMs: number | null): string {
  if (durationMs === null) return ABSENT;
  const size = Math.abs(durationMs);
  if (size === 0) return "0 ms";
  if (size < 0.9995) return `${formatNumber(durationMs * 1000)} µs`;
  if (size < 999.5) return `${formatNumber(durationMs)} ms`;
  return `${formatNumber(durationMs / 1000)} s`;
}

/** A length of time that people chose, such as 5 s or 2.5 min: no padding zeros. */
export function formatSpan(durationMs: number): string {
  const trimmed = (value: number) => value.toLocaleString("en-US", { maximumSignificantDigits: 4 });
  if (durationMs < 1000) return `${trimmed(durationMs)} ms`;
  if (durationMs < 120_000) return `${trimmed(durationMs / 1000)} s`;
  if (durationMs < 7_200_000) return `${trimmed(durationMs / 60_000)} min`;
  return `${trimmed(durationMs / 3_600_000)} h`;
}

/** Energy in the unit that reads best: 35.2 mJ, 0.351 J, 5.12 kJ. */
export function formatEnergy(joules: number | null): string {
  if (joules === null) return ABSENT;
  if (joules !== 0 && joules < 0.0995) return `${formatNumber(joules * 1000)} mJ`;
  if (joules < 999.5) return `${formatNumber(joules)} J`;
  return `${formatNumber(joules / 1000)} kJ`;
}

/** A rate in requests per second, such as `71.4/s`. */
export function formatRate(perSec: number | null): string {
  return perSec === null ? ABSENT : `${formatNumber(perSec, perSec < 100 ? 3 : 4)}/s`;
}

/**
 * A share of a whole: 0.43 %, 1.2 %, 99.57 %. Close to 100 %, two digits of the remainder are shown: only the whole is
 * `100 %`.
 */
export function formatShare(part: number, whole: number): string {
  if (whole === 0) return ABSENT;
  if (part === 0) return "0 %";
  if (part === whole) return "100 %";
  const percent = (100 * part) / whole;
  const smaller = Math.min(percent, 100 - percent);
  const decimals = Math.min(6, Math.max(0, 1 - Math.floor(Math.log10(smaller))));
  return `${percent.toFixed(decimals)} %`;
}

/** An amount of money: at least cents, three significant digits below that. */
export function formatMoney(amount: number | null, currency: string): string {
  if (amount === null) return ABSENT;
  const number =
    Math.abs(amount) >= 0.1 || amount === 0
      ? amount.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 })
      : formatNumber(amount);
  return currency === "USD" ? `$${number}` : `${number} ${currency}`;
}

/** A price as it was given: it is never rounded. */
export function formatPrice(amount: number, currency: string): string {
  const number = amount.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 12 });
  return currency === "USD" ? `$${number}` : `${number} ${currency}`;
}

/** `2026-11-22T10:04:05.123Z` → `2026-11-22 10:04:05 UTC`; any other text stays as it is. */
export function formatTime(iso: string): string {
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z$/.exec(iso);
  return match === null ? iso : `${match[1]} ${match[2]} UTC`;
}

/** White space that begins a new line or moves the cursor. */
const LINE_BREAKS = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;
/** Characters without a picture of their own, but for the two joiners that scripts and emoji are written with. */
const UNSEEN = /[^\P{C}\u200c\u200d]/gu;

/**
 * Makes a text safe to print, which a server or a file may have written: characters that steer a terminal or turn the
 * direction of reading are made visible, so that two texts that differ look different; line breaks become blanks.
 */
export function printable(text: string): string {
  return text.replace(LINE_BREAKS, " ").replace(UNSEEN, picture);
}

/** A visible stand-in for a character: `\u241b` for ESC, `<U+202E>` for one that has no picture in Unicode. */
function picture(character: string): string {
  const code = character.codePointAt(0) as number;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return "\u2421";
  if (code >= 0xd800 && code <= 0xdfff) return "\ufffd";
  return `<U+${code.toString(16).toUpperCase().padStart(4, "0")}>`;
}

/** The most characters of a foreign text that are shown. */
const MOST_SHOWN = 200;

/** A foreign text as it is shown: printable, and cut to `most` characters with a note of how many it has. */
export function display(text: string, most = MOST_SHOWN): string {
  if (text.length <= most) return printable(text);
  return `${printable(text.slice(0, most))}… (${formatCount(text.length)} characters)`;
}

/** A sentence as it is shown that may quote foreign names: printable, with overlong words cut as `display` cuts. */
export function displaySentence(sentence: string): string {
  return printable(sentence).replace(OVERLONG_WORDS, (word) => display(word));
}

const OVERLONG_WORDS = new RegExp(`\\S{${MOST_SHOWN + 1},}`, "g");

/** The usual way to write a percentile, from its key in results: `p999` → `p99.9`. */
export function percentileLabel(key: string): string {
  return key === "p999" ? "p99.9" : key;
}

/** Several problems of one error, each on a line of its own; a single one stands as it is. */
export function listProblems(problems: readonly string[]): string {
  if (problems.length === 1) return problems[0] ?? "";
  return `${problems.length} problems:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`;
}

/** A count with its noun in the right number: `1 request`, `2 requests`. */
export function plural(count: number, singular: string, many = `${singular}s`): string {
  return `${formatCount(count)} ${count === 1 ? singular : many}`;
}
