import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { plimsoll, tempFolder } from "./plimsoll.ts";

const HEAD = "provider,region,instance,gpu,gpu_count,price_per_hour,kind,as_of";

test("price tables are listed cheapest first, and what cannot be true is refused loudly", async () => {
  const cwd = tempFolder();
  writeFileSync(
    join(cwd, "own.csv"),
    [
      HEAD,
      "a,r,dear,H100,1,6.88,on-demand,2020-01-01",
      "a,r,cheap,T4,1,0.526,on-demand,2020-01-01",
      "a,r,bid,B200,1,0.01,on-demand,2020-01-01",
    ].join("\n"),
  );
  writeFileSync(
    join(cwd, "aws.csv"),
    "instance_name,location,price,cpu,memory,gpu_count,gpu_name,gpu_memory,spot\ng6,us,0.8048,4,16,1,L4,24,False\n",
  );
  const { exitCode, stdout, stderr } = await plimsoll(["prices", "own.csv", "aws.csv", "--json"], cwd);
  expect(exitCode, stderr).toBe(0);
  const { kind, prices, refused } = JSON.parse(stdout);
  expect(kind).toBe("prices");
  expect(prices.map(({ instance }: { instance: string }) => instance)).toEqual(["cheap", "g6", "dear"]);
  expect(prices[0].stale).toContain("days ago");
  expect(refused).toMatchObject([{ file: "own.csv", line: 4, instance: "bid" }]);
  expect(stderr).toContain("REFUSED");
});

test("a table without a price that is left, and one that is none, are refused in a sentence", async () => {
  const cwd = tempFolder();
  writeFileSync(join(cwd, "bad.csv"), `${HEAD}\na,r,bid,B200,1,0.01,on-demand,2020-01-01\n`);
  writeFileSync(join(cwd, "none.csv"), "a,b\n1,2\n");
  const empty = await plimsoll(["prices", "bad.csv"], cwd);
  expect([empty.exitCode, empty.stderr]).toEqual([
    2,
    expect.stringContaining("no price is left of bad.csv after the sanity limits"),
  ]);
  const none = await plimsoll(["prices", "none.csv"], cwd);
  expect([none.exitCode, none.stderr]).toEqual([2, expect.stringContaining("no price table that is known")]);
  expect((await plimsoll(["prices", "missing.csv"], cwd)).exitCode).toBe(2);
  expect((await plimsoll(["prices"], cwd)).exitCode).toBe(2);
});
