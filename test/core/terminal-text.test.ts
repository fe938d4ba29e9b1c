import fc from "fast-check";
import { expect, test } from "vitest";
import { display, displaySentence, printable } from "../../src/core/format.ts";
import { forTerminal, styled } from "../../src/core/terminal-text.ts";

/** Text with many characters that steer something. */
const hostile = fc.string({
  unit: fc.constantFrom(
    "a",
    "é",
    "\n",
    "\r",
    "\t",
    "\0",
    "\u001b",
    "\u0007",
    "\u007f",
    "\u009b",
    "\u202e",
    "\u2066",
    "\u2028",
    "\ud800",
    "[31m",
    "😀",
  ),
});

test("whatever the text, a terminal gets nothing to obey but new lines", () => {
  fc.assert(
    fc.property(hostile, (text) => {
      expect(forTerminal(text, true)).not.toMatch(/[^\P{C}\n]|\u2028/u);
      expect(printable(text)).not.toMatch(/\p{C}|\u2028/u);
    }),
  );
});

test("two texts that differ in what they would do to a terminal look different", () => {
  expect(printable("a\u001b[2Jb\0c\u007f")).toBe("a␛[2Jb␀c␡");
  expect(printable("a\u202eb\u009bc\ufeff")).toBe("a<U+202E>b<U+009B>c<U+FEFF>");
  expect(printable("one\r\ntwo\tthree")).toBe("one two three");
  expect(printable("👩‍🚀 naïve שלום")).toBe("👩‍🚀 naïve שלום");
});

test("our own styles become codes where there is colour, and nothing elsewhere; foreign codes never do", () => {
  const text = `${styled("bad", 31)}\n\u001b[31mred`;
  expect(forTerminal(text, true)).toBe("\u001b[31mbad\u001b[0m\n␛[31mred");
  expect(forTerminal(text, false)).toBe("bad\n␛[31mred");
});

test("a long foreign text is cut and says how long it is; of a sentence only its overlong words are", () => {
  expect(display("n".repeat(10_004))).toBe(`${"n".repeat(200)}… (10,004 characters)`);
  expect(display("short")).toBe("short");
  expect(displaySentence(`the model ${"m".repeat(300)} is gone`)).toBe(
    `the model ${"m".repeat(200)}… (300 characters) is gone`,
  );
  const own = "many short words ".repeat(100);
  expect(displaySentence(own)).toBe(own);
});
