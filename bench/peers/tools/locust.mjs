import { probeProgram, pythonProgram, script } from "./program.mjs";

export const locust = {
  name: "locust",
  probe: () => probeProgram([pythonProgram("locust"), "--version"], /locust (\S+)/),
  closed: ({ url, connections, seconds }) => ({
    command: [
      ...[pythonProgram("locust"), "-f", script("locust-file.py"), "--headless", "--only-summary", "--json"],
      ...["-H", new URL(url).origin, "-u", `${connections}`, "-r", `${connections}`, "-t", `${seconds}s`],
    ],
    parse(stdout) {
      const [
        { num_requests: requests, start_time: fromS, last_request_timestamp: toS, response_times: counts },
      ] = JSON.parse(stdout);
      return {
        requests,
        ratePerSec: requests / (toS - fromS),
        p50Ms: percentile(counts, 0.5),
        p99Ms: percentile(counts, 0.99),
      };
    },
  }),
};

/** Of a count per rounded latency in ms, as locust keeps it. */
function percentile(counts, share) {
  const rows = Object.entries(counts)
    .map(([ms, count]) => [Number(ms), count])
    .sort(([a], [b]) => a - b);
  let left = share * rows.reduce((sum, [, count]) => sum + count, 0);
  return rows.find(([, count]) => {
    left -= count;
    return left <= 0;
  })?.[0];
}
