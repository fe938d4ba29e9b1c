import type { TargetKind } from "../../../src/targets/index.ts";

/** Where a start of a server finds its things. */
export interface Place {
  /** The virtual environment; its `bin` comes first in the server's PATH. */
  readonly venv: string;
  /** The committed scripts of this row, `test/servers/python/<name>`. */
  readonly scripts: string;
  /** An empty folder: the server's working directory, gone when it has stopped. */
  readonly work: string;
  /** A free loopback port for each role; the same one for the whole start. */
  readonly port: (role: string) => number;
}

/** A protocol that the server speaks, and how `plimsoll run` is told to speak it. */
export interface Spoken {
  /** `--target`. */
  readonly target: TargetKind;
  /** What is spoken, in the words of the page: "V2 REST, binary tensors". */
  readonly protocol: string;
  /** Role of the port, and the path of the URL where the target wants one. */
  readonly port: string;
  readonly path?: string;
  /** More flags, such as --model or --body. */
  readonly flags?: readonly string[];
  /** `--url` alone must find it: the first protocol of a port whose server says what its models take. */
  readonly foundAlone?: true;
  /** For that: where the default one does not fit, because a text goes alone. */
  readonly scenario?: readonly [string];
  /** What the server itself says of its settings, where a sweep can change them. */
  readonly settingsAt?: (url: string) => Promise<SaidSettings>;
  /** What the result must name. */
  readonly names: { readonly server: RegExp; readonly model: string | null };
  /** A wrong name in `flags` (or `path`), and what the refusal must say. */
  readonly wrong: { readonly path?: string; readonly flags?: readonly string[]; readonly says: RegExp };
}

export interface SaidSettings {
  readonly maxBatch: number;
  readonly maxDelayMs: number;
  readonly instances: number;
}

/**
 * A real server of other people. Its Python packages, all with versions, stand in
 * `test/servers/python/<name>/requirements.txt`; what more must be done once (compile, train) in `install.sh`
 * beside it, which runs in the virtual environment's folder with its `bin` first in PATH.
 */
export interface ServerRow {
  readonly name: string;
  /** Its folders are `test/servers/python/<folder>` and `.venv/servers/<folder>`, else those of its name. */
  readonly folder?: string;
  readonly title: string;
  /** "ci": every `npm run test:servers`; "all": with `--all` only. */
  readonly tier: "ci" | "all";
  /** The Python package whose version is the server's. */
  readonly package: string;
  /** How to make the environment, where `python3 -m venv` will not do: interpreter and its arguments. */
  readonly venvCommand?: readonly string[];
  /** Program and arguments. The fp32 file of the digits model is in the environment as MODEL_FILE. */
  command(place: Place): readonly string[];
  env?(place: Place): Readonly<Record<string, string>>;
  /** Up when GET of the path answers 200; without a path, when the port takes a connection. */
  readonly ready: { readonly port: string; readonly path?: string; readonly withinSec?: number };
  /** Of the 10 s load, where the model is too slow for 50 a second on a busy core. */
  readonly ratePerSec?: number;
  readonly speaks: readonly Spoken[];
  /** Roles of ports that it needs beside those of `ready` and `speaks`. */
  readonly ports?: readonly string[];
}
