import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isDay } from "../../src/cost/catalogue/cells.ts";
import { type PriceRow, type ReadRow, usdPerGpuHour } from "../../src/cost/catalogue/price-row.ts";
import { readPrices } from "../../src/cost/catalogue/read-prices.ts";
import { checkPrices, whyStale } from "../../src/cost/catalogue/sanity.ts";

const FACTS = { file: "vms.csv", provider: null, asOf: null };
const rowsOf = (text: string, facts: Partial<typeof FACTS> = {}) =>
  readPrices(text, { ...FACTS, ...facts }).rows;
const refusalOf = (row: ReadRow | undefined) => (row !== undefined && "refused" in row ? row.refused : null);
const priceOf = (row: ReadRow | undefined) => (row !== undefined && "row" in row ? row.row : null);

describe("SkyPilot's catalogue", () => {
  const GPU_INFO = `"{'Gpus': [{'Name': 'V100', 'Manufacturer': 'NVIDIA', 'Count': 8.0, 'MemoryInfo': {'SizeInMiB': 16384}}], 'TotalGpuMemoryInMiB': 16384}"`;

  it("is read by its header, whatever the order: a row on demand and one spot, memory of one GPU", () => {
    const rows = rowsOf(
      [
        "InstanceType,AcceleratorName,AcceleratorCount,vCPUs,MemoryGiB,Price,Region,GpuInfo,SpotPrice",
        `p3.16xlarge,V100,8.0,64.0,488.0,24.48,us-east-1,${GPU_INFO},7.344`,
      ].join("\n"),
      { provider: "aws" as never },
    );
    const common = {
      provider: "aws",
      region: "us-east-1",
      instance: "p3.16xlarge",
      gpu: "V100",
      gpuCount: 8,
      gpuMemoryGiB: 16,
    };
    expect(rows.map(priceOf)).toMatchObject([
      { ...common, usdPerHour: 24.48, kind: "on-demand" },
      { ...common, usdPerHour: 7.344, kind: "spot" },
    ]);
    const other = rowsOf(
      ["SpotPrice;Region;Price;InstanceType;AcceleratorName;AcceleratorCount", ";eu;1.5;m;;"].join("\n"),
    );
    expect(other.map(priceOf)).toMatchObject([
      { instance: "m", region: "eu", gpu: null, gpuCount: 0, usdPerHour: 1.5 },
    ]);
  });

  it("takes no host for a machine with GPUs, and no GPU for one, where the two stand apart", () => {
    const [host, gpu, empty] = rowsOf(
      [
        "InstanceType,AcceleratorName,AcceleratorCount,Price,Region,SpotPrice",
        "a2-highgpu-1g,,,0.94,us-central1,0.3",
        ",A100,1,2.93,us-central1,0.88",
        "n2,,,,us-central1,",
      ].join("\n"),
    );
    expect(refusalOf(host)).toContain("a host without its GPUs");
    expect(refusalOf(gpu)).toContain("A100 without its host");
    expect(refusalOf(empty)).toBe("it has no price");
  });
});

describe("gpuhunt's catalogue", () => {
  const HEAD =
    "instance_name,location,price,cpu,memory,gpu_count,gpu_name,gpu_memory,spot,disk_size,gpu_vendor";
  it("is read with the provider of its file name", () => {
    const [h100, cpu] = rowsOf(
      [HEAD, "p5,us,55.04,192,2048,8,H100,80,False,,nvidia", "m,us,1,4,16,0,,,True,,"].join("\n"),
      {
        file: "aws.csv",
      },
    );
    expect(priceOf(h100)).toMatchObject({
      provider: "aws",
      gpu: "H100",
      gpuCount: 8,
      gpuMemoryGiB: 80,
      kind: "on-demand",
    });
    expect(priceOf(cpu)).toMatchObject({ gpu: null, gpuCount: 0, kind: "spot" });
  });

  it("says of each row what is wrong with it", () => {
    const rows = rowsOf(
      [
        HEAD,
        "a,us,cheap,1,1,1,T4,16,False,,",
        "b,us,1,1,1,1.5,T4,16,False,,",
        "c,us,1,1,1,1,T4,16,maybe,,",
      ].join("\n"),
    );
    expect(rows.map(refusalOf)).toEqual([
      'its price "cheap" is no number',
      "its gpu_count 1.5 is no whole number",
      'its spot "maybe" is neither True nor False',
    ]);
  });
});

describe("a table of our own", () => {
  const HEAD =
    "provider,region,instance,gpu,gpu_count,gpu_memory_gib,price_per_hour,currency,kind,as_of,source";
  it("says everything of itself, and other currencies and kinds are refused", () => {
    const rows = rowsOf(
      [
        HEAD,
        "aws,us-east-1,g4dn.xlarge,T4,1,16,0.526,USD,on-demand,2026-07-20,list price",
        "x,eu,y,T4,1,16,0.5,EUR,on-demand,2026-07-20,",
        "x,eu,y,T4,1,16,0.5,,monthly,2026-07-20,",
        "x,eu,y,T4,1,16,0.5,,reserved-1y,2026-02-30,",
      ].join("\n"),
    );
    expect(priceOf(rows[0])).toEqual({
      provider: "aws",
      region: "us-east-1",
      instance: "g4dn.xlarge",
      gpu: "T4",
      gpuCount: 1,
      gpuMemoryGiB: 16,
      usdPerHour: 0.526,
      kind: "on-demand",
      asOf: "2026-07-20",
      source: "list price",
    });
    expect(refusalOf(rows[1])).toContain("its currency is EUR");
    expect(refusalOf(rows[2])).toContain('its kind "monthly" is none of on-demand, spot');
    expect(refusalOf(rows[3])).toContain('"2026-02-30" is no day');
  });

  it("works out the price of an own machine from what it cost", () => {
    const [row, short] = rowsOf(
      [
        "provider,instance,gpu,gpu_count,price_per_hour,kind,capex_usd,years,power_kw,pue,usd_per_kwh",
        "us,h100-node,H100,8,,owned,250000,4,10,1.3,0.10",
        "us,h100-node,H100,8,,owned,250000,4,,1.3,0.10",
      ].join("\n"),
    );
    // 250,000 / (4 · 8760) + 10 · 1.3 · 0.10
    expect(priceOf(row)?.usdPerHour).toBeCloseTo(7.1347 + 1.3, 3);
    expect(priceOf(row)?.source).toContain("worked out from what it cost");
    expect(refusalOf(short)).toBe("it has neither a price_per_hour nor its power_kw");
  });
});

it("a table that is none is refused with the forms that are known", () => {
  expect(() => rowsOf("a,b,c\n1,2,3")).toThrow(/vms.csv is no price table that is known/);
});

const row = (given: Partial<PriceRow>): PriceRow => ({
  provider: "p",
  region: "r",
  instance: "i",
  gpu: "T4",
  gpuCount: 1,
  gpuMemoryGiB: 16,
  usdPerHour: 1,
  kind: "on-demand",
  asOf: "2026-11-01",
  source: "s",
  ...given,
});
const check = (rows: readonly PriceRow[]) =>
  checkPrices(rows.map((one, index) => ({ line: index + 2, row: one })));

describe("the sanity limits", () => {
  it.each<[string, Partial<PriceRow>, RegExp]>([
    [
      "a bid floor taken for a price",
      { usdPerHour: 0.01, gpu: "B200" },
      /\$0\.01 an hour and GPU is outside of \$0\.05 to \$20\.00/,
    ],
    [
      "eight GPUs for the price of a rack",
      { usdPerHour: 161, gpuCount: 8 },
      /\$20\.125 an hour and GPU is outside/,
    ],
    ["a price of nothing", { usdPerHour: 0 }, /is not above 0/],
    ["a price below nothing", { usdPerHour: -1 }, /is not above 0/],
    ["a GPU of which there is none", { gpuCount: 0 }, /0 of them/],
    [
      "a host for the price of a house",
      { gpu: null, gpuCount: 0, usdPerHour: 5000 },
      /more than any machine without GPUs/,
    ],
  ])("refuse %s, and say why", (_, given, why) => {
    const { rows, refused } = check([row(given), row({ instance: "other" })]);
    expect(rows).toHaveLength(1);
    expect(refused).toMatchObject([{ line: 2, instance: "i", why: expect.stringMatching(why) }]);
  });

  it("refuse a spot price above that on demand of the same machine in the same place, wherever it stands", () => {
    const { rows, refused } = check([
      row({ kind: "spot", usdPerHour: 1.5 }),
      row({ usdPerHour: 1 }),
      row({ kind: "spot", usdPerHour: 1 }),
      row({ kind: "spot", usdPerHour: 1.5, region: "elsewhere" }),
    ]);
    expect(rows).toHaveLength(3);
    expect(refused.map(({ line, why }) => ({ line, why }))).toEqual([
      { line: 2, why: "its spot price $1.50 is above the $1.00 that it costs on demand" },
    ]);
  });

  it("take what somebody owns for less, and every row is taken or refused, none lost or changed", () => {
    expect(check([row({ kind: "owned", usdPerHour: 0.02 })]).refused).toEqual([]);
    const arbitrary = fc.record({
      usdPerHour: fc.double({ min: -1, max: 500, noNaN: true }),
      gpuCount: fc.integer({ min: 0, max: 16 }),
      kind: fc.constantFrom("on-demand", "spot", "reserved-1y", "reserved-3y", "owned" as const),
      region: fc.constantFrom("a", "b"),
    });
    fc.assert(
      fc.property(fc.array(arbitrary, { maxLength: 12 }), (given) => {
        const all = given.map((one) => row(one as Partial<PriceRow>));
        const { rows, refused } = check(all);
        expect(rows.length + refused.length).toBe(all.length);
        for (const one of rows) {
          expect(all).toContain(one);
          const perGpu = usdPerGpuHour(one);
          if (perGpu !== null) expect(perGpu).toBeLessThanOrEqual(20);
          const dearest = rows.filter((other) => other.kind === "on-demand" && other.region === one.region);
          if (one.kind === "spot" && dearest.length > 0)
            expect(one.usdPerHour).toBeLessThanOrEqual(
              dearest.reduce((most, { usdPerHour }) => Math.max(most, usdPerHour), 0),
            );
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe("the date of a price", () => {
  it("is doubted where it is old, to come or unknown; not that of an own machine", () => {
    expect(whyStale(row({ asOf: "2026-11-01" }), "2026-11-30")).toBeNull();
    expect(whyStale(row({ asOf: "2025-11-30" }), "2026-11-30")).toBe(
      "it was listed on 2025-11-30, 365 days ago",
    );
    expect(whyStale(row({ asOf: "2024-02-28" }), "2024-06-01")).toContain("94 days ago");
    expect(whyStale(row({ asOf: "2027-01-01" }), "2026-11-30")).toContain("yet to come");
    expect(whyStale(row({ asOf: null }), "2026-11-30")).toBe("nobody says when it was listed");
    expect(whyStale(row({ asOf: null, kind: "owned" }), "2026-11-30")).toBeNull();
  });

  it("is one of the calendar", () => {
    for (const day of ["2026-07-20", "2024-02-29", "2000-02-29"]) expect(isDay(day), day).toBe(true);
    for (const day of ["2026-02-29", "1900-02-29", "2026-13-01", "2026-04-31", "26-07-20", "today", ""])
      expect(isDay(day), day).toBe(false);
  });
});
