import { describe, expect, it } from "vitest";
import { parseMachineSpec } from "../../src/planning/machine-spec.ts";

describe("a machine type", () => {
  it("has a stated price, and the settings that are tried", () => {
    const text =
      "my t4: price=$0.526; service=affine:2ms+0.3ms,max=32; max-batch=8,32; max-delay=0ms,2ms; instances=1,2; scale=1.3; watts=70; most=20; precision=fp16";
    expect(parseMachineSpec(text)).toEqual({
      name: "my t4",
      price: { kind: "stated", usdPerHour: 0.526 },
      pay: [],
      spot: null,
      service: "affine:2ms+0.3ms,max=32",
      precision: "fp16",
      maxBatch: [8, 32],
      maxDelayMs: [0, 2],
      instances: [1, 2],
      scale: 1.3,
      watts: 70,
      most: 20,
    });
  });

  it("names a row of a price table", () => {
    expect(
      parseMachineSpec("a: price=aws/g4dn.xlarge@us-east-1; pay=reserved-1y,on-demand; service=m.json"),
    ).toMatchObject({
      price: { kind: "row", provider: "aws", instance: "g4dn.xlarge", region: "us-east-1" },
      pay: ["reserved-1y", "on-demand"],
    });
  });

  it("has prices by ways of paying, and says how its spot machines come and go", () => {
    const text =
      "a: price=on-demand:1,spot:0.3,reserved-1y:$0.6; spot=zones=3,up=6h,down=1h,replace=3m; service=fixed:1ms";
    expect(parseMachineSpec(text)).toMatchObject({
      price: {
        kind: "stated by kind",
        prices: [
          { kind: "on-demand", usdPerHour: 1 },
          { kind: "spot", usdPerHour: 0.3 },
          { kind: "reserved-1y", usdPerHour: 0.6 },
        ],
      },
      spot: {
        zones: 3,
        upMs: 21_600_000,
        downMs: 3_600_000,
        replaceMs: 180_000,
        noticeMs: 120_000,
        source: "stated by the user",
      },
    });
  });

  it("takes the observed times of spot machines that nobody states, with their source", () => {
    const spec = parseMachineSpec("a: price=m1@east; pay=on-demand,spot; spot=replace=5m; service=fixed:1ms");
    expect(spec).toMatchObject({
      spot: { zones: 1, upMs: 8_280_000, downMs: 3_960_000, source: expect.stringMatching(/spot-traces/) },
    });
  });

  it.each(["$3", "USD 3", "3 USD", "3$", "3.0"])("costs three dollars an hour as %j", (price) => {
    expect(parseMachineSpec(`a: price=${price}; service=fixed:1ms`)).toMatchObject({
      price: { kind: "stated", usdPerHour: 3 },
    });
  });

  it.each([
    ["nothing", /name and its settings/],
    ["a: service=fixed:1ms", /price is missing/],
    ["a: price=1", /service is missing/],
    ["a: price=0; service=fixed:1ms", /not above 0/],
    ["a: price=-3; service=fixed:1ms", /not above 0/],
    ["a: price=1e9; service=fixed:1ms", /no machine costs/],
    ["a: price=€3; service=fixed:1ms", /no rate of exchange/],
    ["a: price=EUR 3; service=fixed:1ms", /no rate of exchange/],
    ["a: price=3 EUR; service=fixed:1ms", /in EUR, and no rate of exchange/],
    ["a: price=chf0.5; service=fixed:1ms", /in CHF, and no rate of exchange/],
    ["a: price=3 ₹; service=fixed:1ms", /in ₹, and no rate of exchange/],
    ["a: price=0,526; service=fixed:1ms", /no number: write its decimals behind a point/],
    ["a: price=1; service=fixed:1ms; pay=barter", /none of on-demand/],
    ["a: price=1; service=fixed:1ms; max-batch=0", /whole number/],
    ["a: price=1; service=fixed:1ms; max-delay=soon", /no time/],
    ["a: price=1; price=2; service=fixed:1ms", /twice/],
    ["a: price=1; colour=red; service=fixed:1ms", /"colour=red" is none of/],
    ["a: price=spot:0.3; service=fixed:1ms", /add spot=replace=3m/],
    ["a: price=1; pay=spot; service=fixed:1ms", /add spot=replace=3m/],
    ["a: price=1; spot=replace=3m; service=fixed:1ms", /would do nothing/],
    ["a: price=spot:0.3; spot=replace=3m,up=6h; service=fixed:1ms", /up and down belong together/],
    ["a: price=spot:0.3; spot=zones=3; service=fixed:1ms", /replace is missing/],
    ["a: price=on-demand:1,spot:1.1; spot=replace=3m; service=fixed:1ms", /above the \$1/],
    ["a: price=on-demand:1,on-demand:2; service=fixed:1ms", /twice/],
    ["a: price=on-demand:1,lease:2; service=fixed:1ms", /none of on-demand/],
    ["a: price=on-demand:0; service=fixed:1ms", /no number of USD above 0/],
    ["a: price=on-demand:1; pay=on-demand; service=fixed:1ms", /leave one of them out/],
    ["a: price=1; service=fixed:1ms; scale=0", /no number above 0/],
  ])("%j is refused", (text, why) => {
    expect(parseMachineSpec(text)).toMatchObject({ problem: expect.stringMatching(why) });
  });
});
