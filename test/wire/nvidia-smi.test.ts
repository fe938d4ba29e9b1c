import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type GpuReading,
  knownFields,
  parseCudaVersion,
  parseFieldNames,
  parseReading,
  parseRow,
  READING_FIELDS,
} from "../../src/wire/nvidia-smi.ts";
import { HELP } from "../telemetry/nvidia-smi-stand-in.ts";

// Lines about GPUs are written in the form of NVIDIA's documentation; none was recorded on one. Messages, and which fields
// there are, are those of the programs of drivers 470 and 535.
const FIELDS = knownFields(READING_FIELDS, parseFieldNames(HELP));
/** "Throttle" alone, as before 535. */
const OLD_HELP = HELP.replace('"clocks_event_reasons.active" or ', "");

describe("fields", () => {
  it("are asked for by the name that the driver knows", () => {
    expect([...FIELDS.values()]).toEqual([
      "index",
      "uuid",
      "name",
      "utilization.gpu",
      "memory.used",
      "memory.total",
      "power.draw",
      "clocks.sm",
      "temperature.gpu",
      "clocks_event_reasons.active",
    ]);
    const old = knownFields(READING_FIELDS, parseFieldNames(OLD_HELP));
    expect(old.get("clockEvents")).toBe("clocks_throttle_reasons.active");
  });

  it("that it does not know are left out, whatever it writes instead", () => {
    const fields = knownFields(READING_FIELDS, parseFieldNames('"index"\n"power.draw"'));
    expect([...fields]).toEqual([
      ["index", "index"],
      ["powerW", "power.draw"],
    ]);
    expect(parseReading("3, 71.25", fields)).toMatchObject({ index: 3, powerW: 71.25, slowdowns: null });
    expect(knownFields(READING_FIELDS, parseFieldNames("command not found")).size).toBe(0);
  });
});

describe("a line", () => {
  it("is what a GPU was doing", () => {
    const line =
      "0, GPU-faae5314-b87e-87c0-400b-b7cfb9e7b310, NVIDIA A100-SXM4-40GB, 87, 1024, 40960, 251.42, 1410, 54, 0x0000000000000004";
    expect(parseReading(line, FIELDS)).toEqual({
      index: 0,
      uuid: "GPU-faae5314-b87e-87c0-400b-b7cfb9e7b310",
      name: "NVIDIA A100-SXM4-40GB",
      utilisationPercent: 87,
      memoryUsedMiB: 1024,
      memoryTotalMiB: 40_960,
      powerW: 251.42,
      smClockMhz: 1410,
      temperatureC: 54,
      slowdowns: ["power cap"],
    });
  });

  it.each([
    ["0x0000000000000000", []],
    ["0x0000000000000001", []], // idle
    ["0x0000000000000102", []], // clocks that somebody set
    ["0x00000000000000e8", ["hardware slowdown", "heat, by software", "heat, by hardware", "power brake"]],
    ["0xFFFFFFFFFFFFFF00", []], // bits that do not exist yet
    ["Active", null],
    ["[N/A]", null],
  ])("names what holds the clocks down: %s", (bits, slowdowns) => {
    expect(parseReading(`0, u, n, 1, 1, 1, 1, 1, 1, ${bits}`, FIELDS)?.slowdowns).toEqual(slowdowns);
  });

  it.each([
    "No devices were found",
    "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that the latest NVIDIA driver is installed and running.",
    "Unable to determine the device handle for GPU0000:1E:00.0: GPU is lost.  Reboot the system to recover this GPU",
    'Field "power.draw" is not a valid field to query.',
    "[N/A], u, n, 1, 1, 1, 1, 1, 1, 0x0",
    "0.5, u, n, 1, 1, 1, 1, 1, 1, 0x0",
    "0, u, n, 1, 1, 1, 1, 1, 1",
    "0, u, n, 1, 1, 1, 1, 1, 1, 0x0, 7",
    "",
  ])("that is about no GPU is none: %s", (line) => {
    expect(parseReading(line, FIELDS)).toBeNull();
  });

  const unit = (text: string) => fc.constantFrom("", text, ` ${text}`);
  const silence = fc.constantFrom(
    "[N/A]",
    "N/A",
    "[Not Supported]",
    "[Unknown Error]",
    "[GPU requires reset]",
    "",
  );
  const figure = (max: number, name: string) =>
    fc.oneof(
      fc
        .tuple(fc.integer({ min: 0, max }), unit(name))
        .map(([value, written]) => ({ value, text: `${value}${written}` })),
      silence.map((text) => ({ value: null, text })),
    );

  it("is read back, with units or without, and with silence for any figure", () => {
    const figures = fc.tuple(
      figure(100, "%"),
      figure(200_000, "MiB"),
      figure(200_000, "MiB"),
      figure(2000, "W"),
      figure(3000, "MHz"),
      figure(110, "C"),
    );
    fc.assert(
      fc.property(fc.nat(64), figures, (index, all) => {
        const line = `${index}, GPU-1, NVIDIA L4, ${all.map(({ text }) => text).join(", ")}, 0x0000000000000000`;
        const [utilisationPercent, memoryUsedMiB, memoryTotalMiB, powerW, smClockMhz, temperatureC] = all.map(
          ({ value }) => value,
        );
        expect(parseReading(line, FIELDS)).toEqual({
          index,
          uuid: "GPU-1",
          name: "NVIDIA L4",
          utilisationPercent,
          memoryUsedMiB,
          memoryTotalMiB,
          powerW,
          smClockMhz,
          temperatureC,
          slowdowns: [],
        });
      }),
    );
  });

  it("cut before its last field is none, and no text at all makes figures that are no numbers", () => {
    const whole = "0, GPU-1, NVIDIA L4, 87, 1024, 40960, 251.42, 1410, 54, 0x0000000000000004";
    for (let length = 0; length <= whole.lastIndexOf(","); length++)
      expect(parseReading(whole.slice(0, length), FIELDS)).toBeNull();
    const value = fc.oneof(fc.string(), fc.double().map(String), silence);
    const line = fc.oneof(
      fc.string(),
      fc.array(value, { minLength: 10, maxLength: 10 }).map((all) => all.join(",")),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          line,
          line.map((text) => `0, ${text}`),
        ),
        (text) => {
          const reading = parseReading(text, FIELDS);
          const numbers = Object.values(reading ?? ({} as GpuReading)).filter((v) => typeof v === "number");
          for (const number of numbers) expect(Number.isFinite(number) && number >= 0).toBe(true);
        },
      ),
    );
  });
});

it("facts are text by key, and silence is left out", () => {
  const fields = new Map([
    ["name", "name"],
    ["mig", "mig.mode.current"],
  ]);
  expect(parseRow("NVIDIA GeForce RTX 3090, [N/A]", fields)).toEqual({ name: "NVIDIA GeForce RTX 3090" });
  expect(parseRow("NVIDIA GeForce RTX 3090", fields)).toBeNull();
});

it.each([
  ["| NVIDIA-SMI 470.82.01    Driver Version: 470.82.01    CUDA Version: 11.4     |", "11.4"],
  ["| NVIDIA-SMI 610.43.02     KMD Version: 610.43.02     CUDA UMD Version: 13.3     |", "13.3"],
  ["CUDA Version                              : 12.2", "12.2"],
  ["| NVIDIA-SMI 390.138                Driver Version: 390.138                   |", null],
  ["CUDA Version: N/A", null],
])("the CUDA version stands in the banner: %s", (text, version) => {
  expect(parseCudaVersion(text)).toBe(version);
});
