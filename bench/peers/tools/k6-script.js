// Run by k6, not by Node. RATE 0 is a closed loop; VUs for another rate are there before the start.
import http from "k6/http";

const { URL, RATE, VUS, SECONDS } = __ENV;
const duration = `${SECONDS}s`;

export const options = {
  discardResponseBodies: true,
  summaryTrendStats: ["med", "p(99)"],
  scenarios: {
    load:
      Number(RATE) === 0
        ? { exec: "get", executor: "constant-vus", vus: Number(VUS), duration }
        : {
            exec: "get",
            executor: "constant-arrival-rate",
            rate: Number(RATE),
            timeUnit: "1s",
            duration,
            preAllocatedVUs: Number(VUS),
          },
  },
};

export function get() {
  http.get(URL);
}

export function handleSummary({ metrics }) {
  const { http_reqs: requests, http_req_duration: latency, dropped_iterations: dropped } = metrics;
  const summary = {
    requests: requests.values.count,
    ratePerSec: requests.values.rate,
    p50Ms: latency.values.med,
    p99Ms: latency.values["p(99)"],
    dropped: dropped ? dropped.values.count : 0,
  };
  return { stdout: JSON.stringify(summary) };
}
