import { expect, test } from "vitest";
import { takesColour } from "../../src/cli/colour.ts";
import { fitted, widthOf } from "../../src/cli/fitted.ts";
import { Output } from "../../src/cli/output.ts";
import { Progress } from "../../src/cli/progress.ts";
import { openTerminal } from "../../src/cli/terminal.ts";
import { styled } from "../../src/core/terminal-text.ts";
import { createHost } from "../../src/host/real-host.ts";
import type { RunWindow } from "../../src/result/window.ts";

/** A stream that keeps what is written to it. */
function stream(isTTY: boolean, columns = 80) {
  const written: string[] = [];
  const write = (text: string, done?: () => void) => {
    written.push(text);
    done?.();
    return true;
  };
  return { isTTY, columns, write, on: () => undefined, text: () => written.join("") };
}

function open(
  out: ReturnType<typeof stream>,
  err: ReturnType<typeof stream>,
  env: Record<string, string> = {},
) {
  return openTerminal({ ...createHost(), env }, new Output(out), new Output(err));
}

const WINDOW: RunWindow = {
  startMs: 123_000,
  phase: "measure",
  offered: 98_765,
  ok: 98_000,
  failed: 12_345,
  inFlight: 4321,
  p50Ms: 1234,
  p99Ms: null,
  maxMs: 56_789,
} as RunWindow;

test("colour is asked of the stream that is written to, not of the other one", () => {
  const [file, screen] = [stream(false), stream(true)];
  const terminal = open(file, screen);
  terminal.out(styled("good", 32));
  terminal.err(styled("bad", 31));
  expect([file.text(), screen.text()]).toEqual(["good", "\u001b[31mbad\u001b[0m"]);
  const [shown, log] = [stream(true), stream(false)];
  open(shown, log).out(styled("good", 32));
  expect(shown.text()).toBe("\u001b[32mgood\u001b[0m");
});

test.each<[boolean, Record<string, string>, boolean]>([
  [true, {}, true],
  [false, {}, false],
  [true, { NO_COLOR: "1" }, false],
  [true, { NO_COLOR: "" }, true],
  [true, { TERM: "dumb" }, false],
  [true, { TERM: "xterm-256color" }, true],
  [false, { FORCE_COLOR: "1" }, true],
  [false, { FORCE_COLOR: "", TERM: "dumb" }, true],
  [true, { FORCE_COLOR: "0" }, false],
  [false, { FORCE_COLOR: "1", NO_COLOR: "1" }, true],
])("a stream that is a terminal: %s, with %o, takes colour: %s", (isTTY, env, takes) => {
  expect(takesColour({ isTTY }, env)).toBe(takes);
});

test.each([200, 113, 80, 60, 40, 20, 5])("the line of progress fits into %i columns", (columns) => {
  const screen = stream(true, columns);
  new Progress(open(stream(false), screen)).show(WINDOW, 200_000);
  const line = screen.text().replace("\r\u001b[2K", "");
  expect(widthOf(line)).toBeLessThan(columns);
  if (columns >= 80) expect(line).toContain("56789 ms");
  if (columns >= 40) expect(line).toContain("failed 12345");
});

test("text takes the place of the line of progress, on either stream, and a dumb terminal gets no such line", () => {
  const screen = stream(true);
  const terminal = open(screen, screen);
  terminal.progress("half way \u001b[2J\nthere");
  terminal.out("done\n");
  terminal.out("all\n");
  expect(screen.text()).toBe("\r\u001b[2Khalf way ␛[2J there\r\u001b[2Kdone\nall\n");
  const dumb = stream(true);
  open(dumb, dumb, { TERM: "dumb" }).progress("half way");
  expect(dumb.text()).toBe("");
});

test("a document is one line of JSON, the same when it is read, with nothing in it that a terminal obeys", () => {
  const file = stream(false);
  const document = { name: "\u009b2J \u202e 😀 \u{f0000}\u007f\n", value: 0.1 };
  open(file, stream(false)).document(document);
  expect(JSON.parse(file.text())).toEqual(document);
  expect(file.text()).not.toMatch(/[^\P{C}\n]/u);
  expect(file.text().indexOf("\n")).toBe(file.text().length - 1);
});

test("a text is cut by the columns it takes, which are two for scripts of East Asia", () => {
  expect(fitted("abcdef", 6)).toBe("abcdef");
  expect(fitted("abcdefg", 6)).toBe("abcde…");
  expect(fitted("模型模型", 6)).toBe("模型…");
  expect(widthOf("模型é")).toBe(5);
});
