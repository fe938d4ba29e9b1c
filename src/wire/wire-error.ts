/** Bytes or JSON from the other side that break the protocol: says what was found, where, and what was expected. */
export class WireError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "WireError";
  }
}

/** Shows a foreign value in an error message without repeating all of it. */
export function show(value: unknown): string {
  if (typeof value === "bigint") return `${value}`;
  if (typeof value === "string")
    return value.length > 40 ? `${JSON.stringify(value.slice(0, 40))}…` : JSON.stringify(value);
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (value === null || typeof value !== "object") return String(value);
  return "an object";
}
