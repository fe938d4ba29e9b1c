import { createWriteStream, writeFileSync } from "node:fs";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { expect, it } from "vitest";
import {
  readTrace,
  readTraceLengths,
  readTraceOffsets,
  TraceFileWriter,
} from "../../src/store/trace-file.ts";
import { tempFolder } from "../e2e/plimsoll.ts";

function fileOf(text: string): string {
  const path = join(tempFolder(), "trace.csv");
  writeFileSync(path, text);
  return path;
}

it("gives offsets from the first arrival in memory that threads share", async () => {
  const { offsets } = await readTraceOffsets(fileOf("offset_ms\n5\n7.5\n7.5\n"));
  expect(offsets.buffer).toBeInstanceOf(SharedArrayBuffer);
  expect([...offsets]).toEqual([0, 2.5, 2.5]);
});

it("reads rows that lie across chunks, and every one of 200 000", async () => {
  const path = fileOf(`offset_ms\n${Array.from({ length: 200_000 }, (_, i) => i / 8).join("\n")}`);
  const { offsets } = await readTraceOffsets(path);
  expect(offsets.length).toBe(200_000);
  expect(offsets.every((offset, i) => offset === i / 8)).toBe(true);
});

it("refuses an endless line by its number, without holding it in memory", async () => {
  const path = join(tempFolder(), "trace.csv");
  const file = createWriteStream(path);
  file.write("offset_ms\n1\n");
  const block = "7".repeat(1024 * 1024);
  for (let i = 0; i < 64; i++) file.write(block);
  file.end();
  await finished(file);
  const rssBefore = process.memoryUsage.rss();
  await expect(readTraceOffsets(path)).rejects.toThrow(/trace\.csv:3: the line is longer than 1048576/);
  expect(process.memoryUsage.rss() - rssBefore).toBeLessThan(60 * 1024 * 1024);
});

it.each([
  { what: "no file", path: () => join(tempFolder(), "no.csv"), says: "does not exist" },
  { what: "a folder", path: () => tempFolder(), says: "cannot be read" },
  { what: "nothing in it", path: () => fileOf(""), says: "is empty" },
])("$what is a usage error", async ({ path, says }) => {
  await expect(readTrace(path(), {}, () => {})).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringContaining(says),
  });
});

it("a file that cannot be made is a usage error", () => {
  expect(() => new TraceFileWriter(join(tempFolder(), "no", "x.csv"))).toThrow(/cannot be written/);
});

it("reads the input lengths of a trace, and refuses one without", async () => {
  const lengths = await readTraceLengths(
    fileOf("offset_ms,input_length,output_length\n0,7,1\n5,9,1\n9,7,2\n"),
  );
  expect([...lengths]).toEqual([7, 9, 7]);
  await expect(readTraceLengths(fileOf("offset_ms\n0\n5\n"))).rejects.toMatchObject({ exitCode: 2 });
});
