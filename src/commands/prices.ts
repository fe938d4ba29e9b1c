import { basename, resolve } from "node:path";
import type { PricesOptions } from "../config/prices-options.ts";
import { usageError } from "../core/errors.ts";
import type { Host } from "../core/host.ts";
import { catalogueOf, type PriceCatalogue } from "../cost/catalogue/catalogue.ts";
import { readPrices } from "../cost/catalogue/read-prices.ts";
import { readTableFile } from "../store/measured-table.ts";

/** The prices of several tables, as `plimsoll prices --json` prints them. */
export interface PricesDocument extends PriceCatalogue {
  readonly kind: "prices";
  readonly files: readonly { readonly file: string; readonly sha256: string; readonly format: string }[];
}

/** Reads and checks price tables. @throws usage error where a file is none, or no row is left */
export function readCatalogue({ files, provider, asOf }: PricesOptions, host: Host): PricesDocument {
  const today = new Date(host.wallClockMs()).toISOString().slice(0, 10);
  const tables = files.map((file) => {
    const { text, sha256 } = readTableFile(resolve(host.cwd, file));
    const facts = { file: basename(file), provider: provider ?? null, asOf: asOf ?? null };
    const { format, rows } = readPrices(text, facts);
    return { file, sha256, format: format.name, rows };
  });
  const { prices, refused } = catalogueOf(tables, today);
  if (prices.length > 0) {
    const about = tables.map(({ file, sha256, format }) => ({ file, sha256, format }));
    return { kind: "prices", files: about, prices, refused };
  }
  const [first] = refused;
  const why =
    first === undefined ? "there are no rows" : `line ${first.line} (${first.instance}): ${first.why}`;
  throw usageError(
    `no price is left of ${files.join(" and ")} after the sanity limits: ${why}`,
    "correct the table, or give another one",
  );
}
