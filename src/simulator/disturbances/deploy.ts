import { z } from "zod";
import { formatSpan, plural } from "../../core/format.ts";
import type { Replica } from "../replica.ts";
import { defineDisturbance, lengthMs, momentMs } from "./disturbance.ts";

/**
 * A rolling deploy without surge (`maxSurge: 0`): so many replicas at once are sent nothing more, end what they have within their
 * grace, and serve again when the new version is ready; then the next ones.
 */
export const deploy = defineDisturbance({
  kind: "deploy",
  title: "replicas are replaced by a new version, so many at once",
  example: "deploy:at=30s,ready=20s,unavailable=1",
  options: z.strictObject({
    kind: z.literal("deploy"),
    atMs: momentMs("begin"),
    readyMs: lengthMs("time from the end of the old version until the new one is ready"),
    graceMs: momentMs("time that the old version has to end what it has").default(30_000),
    unavailable: z
      .number()
      .int()
      .min(1)
      .max(10_000)
      .default(1)
      .describe("replicas that are replaced at once"),
  }),
  describe: ({ atMs, readyMs, graceMs, unavailable }) =>
    `a rolling deploy at ${formatSpan(atMs)}, ${plural(unavailable, "replica")} at once, each ready after ${formatSpan(readyMs)}, at most ${formatSpan(graceMs)} to end what it has`,
  start({ atMs, readyMs, graceMs, unavailable }, stage) {
    stage.at(atMs, () => {
      const left = [...stage.replicas()];
      const next = (): void => {
        const one = left.shift();
        if (one !== undefined) replace(one);
      };
      const replace = (one: Replica): void => {
        const outage = stage.drain(one);
        if (outage === null) {
          next();
          return;
        }
        stage.whenDrained(one, graceMs, () => {
          stage.takeDownFor(outage);
          stage.after(readyMs, () => {
            stage.end(outage);
            next();
          });
        });
      };
      for (let begun = 0; begun < unavailable; begun++) next();
    });
  },
});
