import { z } from "zod";
import { formatSpan, plural } from "../../core/format.ts";
import type { Replica } from "../replica.ts";
import { defineDisturbance, lengthMs, momentMs } from "./disturbance.ts";
import { Rollout } from "./rollout.ts";

const countOption = (description: string) => z.number().int().min(0).max(10_000).describe(description);

/**
 * A rolling deploy. Without surge it needs no other machines: so many replicas at once are sent nothing more, end what they have within
 * their grace, and serve again when the new version is ready; then the next ones. With surge, new machines come beside the old ones.
 */
export const deploy = defineDisturbance({
  kind: "deploy",
  title: "replicas are replaced by a new version, so many at once",
  example: "deploy:at=30s,ready=20s,unavailable=1",
  options: z
    .strictObject({
      kind: z.literal("deploy"),
      atMs: momentMs("begin"),
      readyMs: lengthMs("time from the end of the old version until the new one is ready"),
      graceMs: momentMs("time that the old version has to end what it has").default(30_000),
      surge: countOption("replicas that may be there beyond those that are wanted").default(0),
      unavailable: countOption(
        "replicas that may be missing at once; default: 1 without surge, else 0",
      ).optional(),
    })
    .check(({ value, issues }) => {
      if (value.surge > 0 || value.unavailable !== 0) return;
      issues.push({ code: "custom", message: "surge and unavailable cannot both be 0", input: value });
    }),
  describe: ({ atMs, readyMs, graceMs, surge, unavailable }) =>
    `a rolling deploy at ${formatSpan(atMs)}, ${surge === 0 ? `${plural(unavailable ?? 1, "replica")} at once` : `${plural(surge, "replica")} more and ${unavailable ?? 0} fewer at most`}, each ready after ${formatSpan(readyMs)}, at most ${formatSpan(graceMs)} to end what it has`,
  start({ atMs, readyMs, graceMs, surge, unavailable = surge === 0 ? 1 : 0 }, stage) {
    stage.at(atMs, () => {
      if (surge > 0) {
        new Rollout(stage, { surge, unavailable, readyMs, graceMs }).begin();
        return;
      }
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
