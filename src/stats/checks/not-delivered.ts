import { type Check, doesNotApply, percent, type VerdictInput } from "./check.ts";

const CODE = "not-delivered";
const TITLE = "the schedule was sent";
const DELIVERED_SHARE = 0.999;

export function notDelivered({ loop, scheduled, sent }: VerdictInput): Check {
  if (loop === "closed") return doesNotApply(CODE, TITLE, "a closed loop has no schedule");
  const share = scheduled === 0 ? 1 : sent / scheduled;
  return {
    code: CODE,
    title: TITLE,
    observed: percent(share),
    limit: `at least ${percent(DELIVERED_SHARE)} of the scheduled requests`,
    holds: share >= DELIVERED_SHARE,
    message: `only ${percent(share)} of the scheduled requests were sent: the rest found the limit of requests in flight and were shed`,
    cure: "lower --rate: the server cannot hold it; or raise --max-in-flight to see how its queue grows",
  };
}
