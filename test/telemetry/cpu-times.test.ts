import fc from "fast-check";
import { expect, test } from "vitest";
import { cpuShares, parseCpuTimes } from "../../src/telemetry/machine-checks/cpu-times.ts";

const KERNEL_6 = `cpu  696591 178593 117416 1338680 4426 0 6114 1247 500 0
cpu0 348000 89000 58000 669000 2200 0 3000 600 250 0
cpu1 348591 89593 59416 669680 2226 0 3114 647 250 0
intr 1 2 3
ctxt 12345
`;
/** Before 2.6.11 there was neither steal nor guest time. */
const KERNEL_2_6_10 = "cpu  100 20 30 4000 50 6 7\ncpu0 100 20 30 4000 50 6 7\nintr 1\n";

test("reads the times of a kernel of today, guest time not counted twice", () => {
  expect(parseCpuTimes(KERNEL_6)).toEqual({
    cpus: 2,
    busy: 696591 + 178593 + 117416 + 6114,
    idle: 1338680 + 4426,
    steal: 1247,
  });
});

test("reads the times of a kernel that knew no steal", () => {
  expect(parseCpuTimes(KERNEL_2_6_10)).toEqual({ cpus: 1, busy: 163, idle: 4050, steal: 0 });
});

test.each([
  ["another file", "MemTotal: 24684092 kB\n"],
  ["no file", ""],
  ["too few fields", "cpu  1 2 3\n"],
])("%s holds no times", (_, text) => {
  expect(parseCpuTimes(text)).toBeNull();
});

const stat = (ticks: readonly number[]) => `cpu  ${ticks.join(" ")} 0 0\ncpu0 ${ticks.join(" ")} 0 0\n`;
const eightTicks = fc.array(fc.nat(1e9), { minLength: 8, maxLength: 8 });

test("shares are those of the ticks between the readings, whatever came before", () => {
  fc.assert(
    fc.property(eightTicks, eightTicks, (before, spent) => {
      fc.pre(spent.some((ticks) => ticks > 0));
      const shares = cpuShares(stat(before), stat(before.map((ticks, i) => ticks + (spent[i] ?? 0))));
      const total = spent.reduce((sum, ticks) => sum + ticks, 0);
      expect(shares?.steal).toBeCloseTo((spent[7] ?? 0) / total, 9);
      expect(shares?.idle).toBeCloseTo(((spent[3] ?? 0) + (spent[4] ?? 0)) / total, 9);
      expect((shares?.busy ?? 0) + (shares?.idle ?? 0) + (shares?.steal ?? 0)).toBeCloseTo(1, 9);
    }),
  );
});

test("readings without time between them, or that cannot be had, have no shares", () => {
  expect(cpuShares(KERNEL_6, KERNEL_6)).toBeNull();
  expect(cpuShares(null, KERNEL_6)).toBeNull();
  expect(cpuShares(KERNEL_6, null)).toBeNull();
});

test("iowait that runs backwards by a tick is no negative time", () => {
  const shares = cpuShares(stat([10, 0, 0, 100, 5, 0, 0, 0]), stat([20, 0, 0, 100, 4, 0, 0, 0]));
  expect(shares).toMatchObject({ busy: 1, idle: 0 });
});
