import fc from "fast-check";
import { expect, it } from "vitest";
import { newCounted, readCounted, writeCounted } from "../../src/onnx/counted.ts";
import { ModelStatistics } from "../../src/onnx/statistics.ts";
import { parseModelStatistics } from "../../src/wire/oip/statistics.ts";

const durationMs = fc.double({ min: 0, max: 1e6, noNaN: true });
const times = fc.record({ inputMs: durationMs, inferMs: durationMs, outputMs: durationMs });
const requests = fc.array(fc.record({ totalMs: durationMs, queueMs: durationMs, times }), { maxLength: 8 });

it("tells threads of this process what it tells clients of the server", () => {
  fc.assert(
    fc.property(requests, fc.array(durationMs, { maxLength: 4 }), (answered, failed) => {
      const statistics = new ModelStatistics();
      for (const { totalMs, queueMs, times } of answered) {
        statistics.recordExecution(3, times, 0);
        statistics.recordSuccess(totalMs, queueMs, times);
      }
      for (const totalMs of failed) statistics.recordFailure("execution", totalMs);
      const counted = newCounted();
      writeCounted(counted, statistics.totals());
      const document = { model_stats: [JSON.parse(JSON.stringify(statistics.toDocument("m", "1")))] };
      expect(readCounted(counted)).toEqual(parseModelStatistics(document));
    }),
  );
});
