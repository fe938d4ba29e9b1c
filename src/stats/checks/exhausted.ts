import { formatCount } from "../../core/format.ts";
import type { Check, VerdictInput } from "./check.ts";

/** Makes the check of a resource that the generator's machine ran out of: the server never saw those requests. */
const exhausted =
  (code: string, failure: string, what: string, cure: string) =>
  ({ failures }: VerdictInput): Check => {
    const count = failures.reduce((sum, row) => sum + (row.failure === failure ? row.count : 0), 0);
    return {
      code,
      title: `the client had enough ${what}`,
      observed: `${formatCount(count)} requests without`,
      limit: "0",
      holds: count === 0,
      message: `${formatCount(count)} requests failed because the generator's machine had no ${what} left: the server never saw them`,
      cure,
    };
  };

export const ports = exhausted(
  "ports",
  "no-port",
  "ports",
  "widen net.ipv4.ip_local_port_range, or lower --max-in-flight",
);

export const descriptors = exhausted(
  "descriptors",
  "no-descriptor",
  "file descriptors",
  "raise the limit (`ulimit -n`), or lower --max-in-flight",
);
