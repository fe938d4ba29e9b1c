/** Exit codes of every command; documented in the README. */
export const EXIT = {
  ok: 0,
  objectiveFailed: 1,
  usage: 2,
  /** No claim can be made: the measurement is invalid, or it does not show whether what was asked for holds. */
  invalid: 3,
  target: 4,
  /** A fault of Plimsoll itself (sysexits.h EX_SOFTWARE): never to be taken for a missed objective. */
  internal: 70,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** An expected failure: what was found and where (`message`), what to do about it (`fix`), and how the process ends. */
export class PlimsollError extends Error {
  readonly exitCode: ExitCode;
  readonly fix: string | undefined;

  constructor(exitCode: ExitCode, message: string, fix?: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "PlimsollError";
    this.exitCode = exitCode;
    this.fix = fix;
  }
}

/** The error of a wrong flag, or of an unreadable or invalid configuration. */
export function usageError(message: string, fix?: string): PlimsollError {
  return new PlimsollError(EXIT.usage, message, fix);
}

/** The error of a target that cannot be reached or is not what it was said to be. */
export function targetError(message: string, fix?: string, options?: ErrorOptions): PlimsollError {
  return new PlimsollError(EXIT.target, message, fix, options);
}
