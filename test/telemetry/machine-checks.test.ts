import fc from "fast-check";
import { expect, test } from "vitest";
import { VirtualClock } from "../../src/core/clock.ts";
import { monotonicClock } from "../../src/host/monotonic-clock.ts";
import { CHECK_STATUSES } from "../../src/result/doctor-result.ts";
import { measureClock } from "../../src/telemetry/machine-checks/clock-reading.ts";
import { usableCores } from "../../src/telemetry/machine-checks/cores.ts";
import { parseControlGroups, parseCpuMax, quotaCores } from "../../src/telemetry/machine-checks/cpu-quota.ts";
import { parseDescriptorLimits } from "../../src/telemetry/machine-checks/descriptors.ts";
import { checkMachine, MACHINE_CHECKS } from "../../src/telemetry/machine-checks/index.ts";
import { parsePortRange, parseSockstat } from "../../src/telemetry/machine-checks/local-ports.ts";
import { type Machine, thisMachine } from "../../src/telemetry/machine-checks/machine.ts";
import type { Situation } from "../../src/telemetry/machine-checks/machine-check.ts";
import { compareVersions } from "../../src/telemetry/machine-checks/node-version.ts";
import { judgeSteal } from "../../src/telemetry/machine-checks/steal.ts";
import { recordedMachine } from "./recorded-machine.ts";

const QUIET = { cpus: 8, busy: 0.02, idle: 0.98, steal: 0 };
const SITUATION: Situation = { engines: ">=20.19", maxInFlight: 1024, targetIsLocal: false, idle: QUIET };

/** The text of `/proc/self/limits`, as kernels since 2.6.24 write it. */
const limits = (soft: string, hard: string) =>
  [
    "Limit                     Soft Limit           Hard Limit           Units     ",
    "Max processes             96365                96365                processes ",
    `Max open files            ${soft.padEnd(20)} ${hard.padEnd(20)} files     `,
    "Max locked memory         8388608              8388608              bytes     ",
  ].join("\n");

const sockstat = (inUse: number, timeWait: number) =>
  `sockets: used 170\nTCP: inuse ${inUse} orphan 0 tw ${timeWait} alloc 9 mem 322\nUDP: inuse 7 mem 0\n`;

const CPUFREQ = "/sys/devices/system/cpu/cpu0/cpufreq";
const CLOCK = "/sys/devices/system/clocksource/clocksource0/current_clocksource";

function look(id: string, machine: Machine, situation: Partial<Situation> = {}) {
  const check = MACHINE_CHECKS.find((one) => one.id === id);
  if (check === undefined) throw new Error(`no check ${id}`);
  return check.look(machine, { ...SITUATION, ...situation });
}

/** A row: what it is about, the check, the files, the situation, and what the check must say. */
const rows: [string, string, Record<string, string>, Partial<Situation>, string, RegExp][] = [
  [
    "plenty of descriptors",
    "descriptors",
    { "/proc/self/limits": limits("20000", "20000") },
    {},
    "ok",
    /20000/,
  ],
  [
    "unlimited descriptors",
    "descriptors",
    { "/proc/self/limits": limits("unlimited", "unlimited") },
    {},
    "ok",
    /^unlimited allowed \(hard limit unlimited\)/,
  ],
  [
    "descriptors for few requests at once",
    "descriptors",
    { "/proc/self/limits": limits("1024", "1024") },
    {},
    "bad",
    /1024 allowed.*1280 needed/,
  ],
  [
    "exactly the descriptors that are needed",
    "descriptors",
    { "/proc/self/limits": limits("1280", "4096") },
    {},
    "ok",
    /1280/,
  ],
  ["no limits shown", "descriptors", {}, {}, "unknown", /no \/proc/],
  [
    "a port range nearly used up by TIME-WAIT",
    "ports",
    {
      "/proc/sys/net/ipv4/ip_local_port_range": "32768\t60999\n",
      "/proc/net/sockstat": sockstat(30, 27500),
      "/proc/sys/net/ipv4/tcp_tw_reuse": "0\n",
    },
    {},
    "bad",
    /702 of 28232 free, 27500 in TIME-WAIT \(not reused\)/,
  ],
  [
    "a tight port range, sockets of IPv6 counted",
    "ports",
    {
      "/proc/sys/net/ipv4/ip_local_port_range": "50000\t52999\n",
      "/proc/net/sockstat": sockstat(100, 0),
      "/proc/net/sockstat6": "TCP6: inuse 50\nUDP6: inuse 3\n",
      "/proc/sys/net/ipv4/tcp_tw_reuse": "2\n",
    },
    {},
    "warn",
    /2850 of 3000 free.*reused on loopback/,
  ],
  [
    "cores that scale down",
    "governor",
    {
      [`${CPUFREQ}/scaling_governor`]: "powersave\n",
      [`${CPUFREQ}/scaling_cur_freq`]: "800000\n",
      [`${CPUFREQ}/cpuinfo_max_freq`]: "4500000\n",
    },
    {},
    "warn",
    /powersave; 0.8 GHz at the slowest core now, 4.5 at most/,
  ],
  [
    "cores that run at full speed",
    "governor",
    { [`${CPUFREQ}/scaling_governor`]: "performance\n" },
    {},
    "ok",
    /performance/,
  ],
  ["a virtual machine without a governor", "governor", {}, {}, "unknown", /virtual machine/],
  ["a TSC", "clock-source", { [CLOCK]: "tsc\n" }, {}, "ok", /^tsc$/],
  ["a paravirtual clock", "clock-source", { [CLOCK]: "kvm-clock\n" }, {}, "ok", /kvm-clock/],
  ["a clock behind a bus", "clock-source", { [CLOCK]: "hpet\n" }, {}, "bad", /hpet/],
  ["a clock nobody told us of", "clock-source", { [CLOCK]: "sundial\n" }, {}, "unknown", /sundial/],
  ["a container with half a core", "quota", cgroup2("50000 100000"), {}, "bad", /0\.5 cores/],
  ["a container with two cores", "quota", cgroup2("200000 100000"), {}, "warn", /2 cores/],
  ["a container without a limit", "quota", cgroup2("max 100000"), {}, "ok", /none/],
  [
    "a busy machine",
    "other-work",
    {},
    { idle: { cpus: 2, busy: 0.7, idle: 0.3, steal: 0 } },
    "bad",
    /1\.40 of 2/,
  ],
  [
    "some other work",
    "other-work",
    {},
    { idle: { cpus: 8, busy: 0.2, idle: 0.8, steal: 0 } },
    "warn",
    /1\.60 of 8/,
  ],
  [
    "a quiet machine",
    "other-work",
    { "/proc/loadavg": "0.28 1.11 1.23 2/88 1\n" },
    {},
    "ok",
    /load average 0\.28/,
  ],
  ["no way to see other work", "other-work", {}, { idle: null }, "unknown", /proc\/stat/],
  ["cores for generator and server", "cores", {}, { targetIsLocal: true }, "ok", /8 usable, shared/],
  [
    "a quota that leaves too few cores to share",
    "cores",
    cgroup2("150000 100000"),
    { targetIsLocal: true },
    "bad",
    /1\.5 usable/,
  ],
  [
    "the same for a server elsewhere",
    "cores",
    cgroup2("150000 100000"),
    {},
    "warn",
    /1\.5 usable.*elsewhere/,
  ],
  ["an old Node", "node", {}, { engines: ">=22" }, "bad", /at least 22/],
  ["engines that are no minimum", "node", {}, { engines: "^20 || ^22" }, "unknown", /no minimum/],
];

function cgroup2(max: string): Record<string, string> {
  return { "/proc/self/cgroup": "0::/\n", "/sys/fs/cgroup/cpu.max": `${max}\n` };
}

test.each(rows)("%s: %s", (_, id, files, situation, status, observed) => {
  const finding = look(id, recordedMachine(files), situation);
  expect(finding.status).toBe(status);
  expect(finding.observed).toMatch(observed);
  // Whoever reads of trouble is told what to do; nobody else is.
  expect(finding.cure !== null).toBe(status === "warn" || status === "bad");
});

test("memory: ok with gigabytes, warned of below one, bad below what the generator takes", () => {
  const statusAt = (mib: number) =>
    look("memory", recordedMachine({}, { availableBytes: mib * 2 ** 20 })).status;
  expect([4096, 1024, 1023, 256, 255].map(statusAt)).toEqual(["ok", "ok", "warn", "warn", "bad"]);
});

test("steal: ok below 1 %, bad from 10 %, unknown without /proc/stat", () => {
  const statusAt = (steal: number) => judgeSteal({ cpus: 2, busy: 0.5, idle: 0.5 - steal, steal }).status;
  expect([0, 0.009, 0.01, 0.09, 0.1].map(statusAt)).toEqual(["ok", "ok", "warn", "warn", "bad"]);
  expect(judgeSteal(null).status).toBe("unknown");
});

test("on a system that shows nothing, no check guesses and none fails", () => {
  const elsewhere = recordedMachine({}, { platform: "darwin", clock: monotonicClock });
  const checks = checkMachine(elsewhere, { ...SITUATION, idle: null });
  const unknown = checks.filter(({ status }) => status === "unknown").map(({ id }) => id);
  expect(unknown).toEqual([
    "quota",
    "governor",
    "other-work",
    "memory",
    "descriptors",
    "ports",
    "clock-source",
  ]);
});

test("every check says something of this machine", () => {
  const checks = checkMachine(thisMachine(monotonicClock), SITUATION);
  expect(new Set(checks.map(({ id }) => id)).size).toBe(MACHINE_CHECKS.length);
  for (const { observed, meaning, status } of checks) {
    expect(observed).not.toMatch(/NaN|undefined|^$/);
    expect(meaning).toMatch(/^[A-Z].*\.$/);
    expect(CHECK_STATUSES).toContain(status);
  }
});

test("limits of a process: any numbers come back; other texts are no limits", () => {
  const limit = fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.nat());
  const write = (value: number) => (value === Number.POSITIVE_INFINITY ? "unlimited" : String(value));
  fc.assert(
    fc.property(limit, limit, (soft, hard) => {
      expect(parseDescriptorLimits(limits(write(soft), write(hard)))).toEqual({ soft, hard });
    }),
  );
  expect(parseDescriptorLimits("Max open files none")).toBeNull();
});

test("ports and sockets: both ends of the range count, and IPv6 sockets have no TIME-WAIT of their own", () => {
  expect(parsePortRange("32768\t60999\n")).toEqual({ count: 28232 });
  expect(parsePortRange("1024 1024\n")).toEqual({ count: 1 });
  expect(parsePortRange("")).toBeNull();
  expect(parseSockstat(sockstat(3, 96))).toEqual({ inUse: 3, timeWait: 96 });
  expect(parseSockstat("TCP6: inuse 4\n")).toEqual({ inUse: 4, timeWait: 0 });
  expect(parseSockstat("UDP: inuse 3\n")).toBeNull();
});

test("control groups: version 1, version 2, and both at once", () => {
  expect(parseControlGroups("9:name=systemd:/\n4:memory:/m\n1:cpu,cpuacct:/docker/ab12\n0::/\n")).toEqual([
    { version: 1, path: "/docker/ab12" },
    { version: 2, path: "/" },
  ]);
  expect(parseControlGroups("0::/user.slice/user-1000.slice\n")).toEqual([
    { version: 2, path: "/user.slice/user-1000.slice" },
  ]);
  // cpuset and cpuacct are other controllers than cpu.
  expect(parseControlGroups("3:cpuset:/a\n2:cpuacct:/b\n")).toEqual([]);
});

test("the tightest limit of a group and its parents counts, in both versions", () => {
  const version2 = {
    "/proc/self/cgroup": "0::/kube/pod/box\n",
    "/sys/fs/cgroup/kube/cpu.max": "800000 100000\n",
    "/sys/fs/cgroup/kube/pod/cpu.max": "150000 100000\n",
    "/sys/fs/cgroup/kube/pod/box/cpu.max": "max 100000\n",
  };
  expect(quotaCores(recordedMachine(version2))).toBe(1.5);
  // Inside a container its path is not to be seen, and the root holds its limit.
  const version1 = {
    "/proc/self/cgroup": "4:cpu,cpuacct:/docker/ab12\n",
    "/sys/fs/cgroup/cpu/cpu.cfs_quota_us": "250000\n",
    "/sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
  };
  expect(quotaCores(recordedMachine(version1))).toBe(2.5);
  const unlimited = { ...version1, "/sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n" };
  expect(quotaCores(recordedMachine(unlimited))).toBe(Number.POSITIVE_INFINITY);
});

test("a quota of q ms in p ms is q/p cores, and never more than the process may run on", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e7 }), fc.integer({ min: 1, max: 1e6 }), (quota, period) => {
      expect(parseCpuMax(`${quota} ${period}\n`)).toBe(quota / period);
      const machine = recordedMachine(cgroup2(`${quota} ${period}`), { cores: 3 });
      expect(usableCores(machine)).toBe(Math.min(3, quota / period));
    }),
  );
});

test("versions are compared part by part, as numbers", () => {
  const version = fc.tuple(fc.nat(99), fc.nat(99), fc.nat(99));
  fc.assert(
    fc.property(version, version, (a, b) => {
      const weight = ([major, minor, patch]: readonly number[]) =>
        (major ?? 0) * 1e4 + (minor ?? 0) * 100 + (patch ?? 0);
      expect(Math.sign(compareVersions(a.join("."), b.join(".")))).toBe(Math.sign(weight(a) - weight(b)));
    }),
  );
  expect(compareVersions("20.19.0", "20.19")).toBe(0);
});

test("a clock is measured by its own readings: step, cost, and steps back", () => {
  const readings = (...values: number[]) => ({ nowMs: () => values.shift() ?? Number.NaN });
  expect(measureClock(readings(0, 0, 0.002, 0.002, 0.008), 4)).toEqual({
    costUs: 2,
    stepUs: 2,
    backwards: false,
  });
  expect(measureClock(readings(5, 6, 5.5, 7), 3).backwards).toBe(true);
  // A clock that stands still has no step that anybody could see.
  expect(measureClock(new VirtualClock(), 3).stepUs).toBe(Number.POSITIVE_INFINITY);
  expect(look("clock", recordedMachine({})).status).toBe("bad");
});
