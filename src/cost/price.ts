/** The price of an hour of the serving machine. */
export interface Price {
  readonly pricePerHour: number;
  readonly currency: string;
  /** Origin of the price, with region and date. */
  readonly source: string;
  /**
   * Whether this is the example price because the user gave none: the cost then shows how it is worked out, not what
   * the user pays.
   */
  readonly isExample: boolean;
}

/**
 * The price that is used when none is given. List price, Linux on demand, as kept in aws/karpenter-provider-aws
 * `pkg/providers/pricing/zz_generated.pricing_aws.go`, generated at 2026-07-20.
 */
export const EXAMPLE_PRICE: Price = {
  pricePerHour: 0.526,
  currency: "USD",
  source:
    "example: AWS g4dn.xlarge (one T4 GPU), us-east-1, on demand, from the price table of karpenter-provider-aws of 2026-07-20",
  isExample: true,
};

/** The user's price, or the example. */
export function priceOf(pricePerHour: number | undefined): Price {
  return pricePerHour === undefined
    ? EXAMPLE_PRICE
    : { pricePerHour, currency: "USD", source: "given with --price", isExample: false };
}

/** Cost of a million requests: price per hour ÷ requests per hour × 10⁶; null when there is no rate to divide by. */
export function costPerMillion(pricePerHour: number, ratePerSec: number | null): number | null {
  if (ratePerSec === null || ratePerSec <= 0) return null;
  return (pricePerHour / 3600 / ratePerSec) * 1e6;
}
