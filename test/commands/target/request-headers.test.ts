import { expect, it } from "vitest";
import { hideKey, requestHeaders } from "../../../src/commands/target/request-headers.ts";

it("reads a key from the named variable only, refuses to say it twice, and takes the key out of what is said", () => {
  const host = { env: { KEY: " sk-1234 ", OPENAI_API_KEY: "sk-mine", EMPTY: " ", ODD: "a\u00e9" } };
  expect(requestHeaders({ header: ["X-A:  b"] }, host)).toEqual({ "X-A": "b" });
  expect(requestHeaders({ header: [], apiKeyEnv: "KEY" }, host)).toEqual({ Authorization: "Bearer sk-1234" });
  const twice = { header: ["authorization: Basic x"], apiKeyEnv: "KEY" };
  expect(() => requestHeaders(twice, host)).toThrow(/the same thing twice/);
  for (const apiKeyEnv of ["EMPTY", "NONE"])
    expect(() => requestHeaders({ header: [], apiKeyEnv }, host)).toThrow(/is not set/);
  expect(() => requestHeaders({ header: [], apiKeyEnv: "ODD" }, host)).toThrow(/no header can/);
  expect(hideKey("bad key sk-1234!", { apiKeyEnv: "KEY" }, host)).toBe("bad key …!");
  expect(hideKey("sk-mine", {}, host)).toBe("sk-mine");
});
