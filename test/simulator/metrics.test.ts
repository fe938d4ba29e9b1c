import fc from "fast-check";
import { expect, test } from "vitest";
import { FIGURES, KNOWN_METRICS } from "../../src/simulator/metrics/figures.ts";
import {
  formatMetricQuery,
  isFigure,
  parseMetricQuery,
  plainQuery,
} from "../../src/simulator/metrics/metric-query.ts";
import { ScrapedReadings } from "../../src/simulator/metrics/scraped-readings.ts";
import { fleet, replica } from "./autoscalers/replicas.ts";

test.each([
  ["in-flight", "sum(in-flight)"],
  ["avg(busy-percent)", "avg(busy-percent[60s])"],
  ["sum(arrivals-per-sec[2m])", "sum(arrivals-per-sec[120s])"],
  [" max(queued) ", "max(queued)"],
])("a query is read as it is written: %s", (text, written) => {
  const query = parseMetricQuery(text);
  expect(query && formatMetricQuery(query)).toBe(written);
  expect(parseMetricQuery(written)).toEqual(query);
});

test.each([
  "",
  "in-flight)",
  "sum(in-flight",
  "min(queued)",
  "cpu",
  "queued[2]",
  "queued[0s]",
  "queued[2h]",
  "__proto__",
])("what is no query is refused: %s", (text) => expect(parseMetricQuery(text)).toBeUndefined());

test("well-known metrics mean figures that there are, and every figure has a title", () => {
  expect(Object.values(KNOWN_METRICS).filter((name) => !isFigure(name))).toEqual([]);
  expect(Object.values(FIGURES).filter(({ title }) => title.length < 12)).toEqual([]);
});

const all = () => true;

test("a mean is taken over the scrapes of its window; before the second scrape there is none", () => {
  const scraped = new ScrapedReadings(60_000);
  const rate = plainQuery("arrivals-per-sec");
  expect(scraped.ofFleet(rate, all)).toBeNull();
  scraped.scrape(fleet(0, [replica(0, { arrived: 0 })]));
  expect(scraped.ofFleet(rate, all)).toBeNull();
  scraped.scrape(fleet(30_000, [replica(0, { arrived: 300 }), replica(1, { arrived: 7 })]));
  expect(scraped.ofReplicas(rate, all)).toEqual([{ id: 0, value: 10 }]);
  scraped.scrape(fleet(60_000, [replica(0, { arrived: 1200 }), replica(1, { arrived: 67 })]));
  expect(scraped.ofReplicas(rate, all)).toEqual([
    { id: 0, value: 20 },
    { id: 1, value: 2 },
  ]);
  expect(scraped.ofFleet(rate, all)).toBe(22);
  expect(scraped.ofFleet({ ...rate, aggregation: "max" }, all)).toBe(20);
  expect(scraped.ofFleet({ ...rate, aggregation: "avg", windowMs: 30_000 }, all)).toBe(16);
});

test("a replica that the last scrape did not find has no value any more", () => {
  const scraped = new ScrapedReadings(60_000);
  scraped.scrape(fleet(0, [replica(0, { queued: 4 }), replica(1, { queued: 6 })]));
  expect(scraped.ofFleet(plainQuery("queued"), all)).toBe(10);
  scraped.scrape(fleet(15_000, [replica(1, { queued: 5 })]));
  expect(scraped.ofReplicas(plainQuery("queued"), all)).toEqual([{ id: 1, value: 5 }]);
});

test("what waits in front of the fleet counts without any replica, and only for figures that say so", () => {
  const scraped = new ScrapedReadings(60_000);
  scraped.scrape(fleet(0, [], { waiting: 12 }));
  expect(scraped.ofFleet(plainQuery("waiting"), all)).toBe(12);
  expect(scraped.ofFleet(plainQuery("in-flight"), all)).toBeNull();
  scraped.scrape(fleet(1, [replica(0, { queued: 3 })], { waiting: 12 }));
  expect(scraped.ofFleet(plainQuery("backlog"), all)).toBe(15);
});

test("busy time and queue time are means: of time, and of the requests that left the queue", () => {
  const scraped = new ScrapedReadings(60_000);
  scraped.scrape(fleet(0, [replica(0)]));
  scraped.scrape(fleet(10_000, [replica(0, { busyMs: 7500, queueMs: 600, begun: 30 })]));
  expect(scraped.ofFleet(plainQuery("busy-percent"), all)).toBe(75);
  expect(scraped.ofFleet(plainQuery("busy-share"), all)).toBe(0.75);
  expect(scraped.ofFleet(plainQuery("queue-ms"), all)).toBe(20);
});

test("only as many scrapes are kept as the longest window needs", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), (seconds) => {
      const scraped = new ScrapedReadings(20_000);
      for (let at = 0; at <= seconds; at++)
        scraped.scrape(fleet(1000 * at, [replica(0, { arrived: at * at })]));
      const from = Math.max(0, seconds - 20);
      const rate = (seconds ** 2 - from ** 2) / (seconds - from);
      expect(scraped.ofFleet({ ...plainQuery("arrivals-per-sec"), windowMs: 20_000 }, all)).toBeCloseTo(
        rate,
        9,
      );
    }),
  );
});
