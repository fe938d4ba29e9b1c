import { usageError } from "../core/errors.ts";
import { largest, smallest } from "../core/extremes.ts";
import { decodeText, parseJson } from "../wire/json.ts";
import { WireError } from "../wire/wire-error.ts";

/** The body of a request as the user wrote it. */
export interface GivenBody {
  readonly bytes: Uint8Array;
  /** Name of the body in messages: `--body`, or `line 3 of inputs.jsonl`. */
  readonly where: string;
}

const LINE_FEED = 10;
const MOST_PROBLEMS = 10;

/** The lines of a file, each a body, without lines of white space. @throws usage error when there are no others */
export function bodiesByLine(file: Uint8Array, name: string): GivenBody[] {
  const bodies: GivenBody[] = [];
  for (let start = 0, line = 1; start < file.length; line++) {
    const feed = file.indexOf(LINE_FEED, start);
    const end = feed < 0 ? file.length : feed;
    const bytes = trimmed(file.subarray(start, end));
    if (bytes.length > 0) bodies.push({ bytes, where: `line ${line} of ${name}` });
    start = end + 1;
  }
  if (bodies.length === 0) throw usageError(`--body file ${name} is empty`, "write one body into each line");
  return bodies;
}

/**
 * Reads every body of a request.
 *
 * @param read throws `WireError` for a body that it cannot take
 * @throws usage error with all problems, each with its line
 */
export function readBodies<Read>(
  bodies: readonly GivenBody[],
  read: (json: unknown) => Read,
  fix: string,
): Read[] {
  const problems: string[] = [];
  const all = bodies.flatMap(({ bytes, where }) => {
    try {
      return [read(parseJson(decodeText(bytes, "the body"), "the body"))];
    } catch (error) {
      // What reads a body goes down as deep as its values are nested.
      if (!(error instanceof WireError || error instanceof RangeError)) throw error;
      problems.push(
        `${where}: ${error instanceof WireError ? error.message : "the body is nested too deep"}`,
      );
      return [];
    }
  });
  if (problems.length === 0) return all;
  if (problems.length === 1) throw usageError(problems[0] ?? "", fix);
  const shown = problems.slice(0, MOST_PROBLEMS).map((problem) => `\n  - ${problem}`);
  throw usageError(
    `${problems.length} of ${bodies.length} bodies cannot be used, ${
      problems.length > MOST_PROBLEMS ? "the first of them" : "they are"
    }:${shown.join("")}`,
    fix,
  );
}

/** A description of the bodies for the report. */
export function describeBodies(bodies: readonly GivenBody[]): string {
  const sizes = bodies.map(({ bytes }) => bytes.length);
  if (sizes.length === 1) return `always the same ${sizes[0]} bytes`;
  return `${sizes.length} bodies of ${smallest(sizes)} to ${largest(sizes)} bytes`;
}

/** A line without the white space around it. */
function trimmed(line: Uint8Array): Uint8Array {
  let start = 0;
  let end = line.length;
  while (start < end && isSpace(line[start])) start++;
  while (end > start && isSpace(line[end - 1])) end--;
  return line.subarray(start, end);
}

/** Whether a byte is what JSON calls white space (RFC 8259 §2), within a line. */
function isSpace(byte: number | undefined): boolean {
  return byte === 32 || byte === 9 || byte === 13;
}
