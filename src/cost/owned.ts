const HOURS_PER_YEAR = 8760;

/** What an own machine costs, as its owner knows it. */
export interface OwnedMachine {
  /** Price of the machine when it was bought. */
  readonly capexUsd: number;
  /** What it can be sold for in the end. */
  readonly residualUsd: number;
  readonly years: number;
  /** Interest on the money in it, as a share per year. */
  readonly interestPerYear: number;
  /** Mean power that it draws. */
  readonly powerKw: number;
  /** Power of the whole data centre over that of its machines. */
  readonly pue: number;
  readonly usdPerKwh: number;
  readonly spaceUsdPerYear: number;
  /** Staff, support and everything else that it costs in a year. */
  readonly staffUsdPerYear: number;
  /** Share of the time in which it can serve. */
  readonly availability: number;
}

/** The parts of the price of an hour of an own machine, USD. */
export interface OwnedPrice {
  readonly capital: number;
  readonly energy: number;
  readonly space: number;
  readonly staff: number;
  /** Sum of the parts over the availability: what an hour of service costs. */
  readonly usdPerHour: number;
}

/**
 * The price of an hour of an own machine. Its capital costs a year what an annuity would: (C − R·v)·i/(1 − v) with v = (1 + i)^−n (the
 * capital recovery of engineering economics, as in Grant & Ireson), and (C − R)/n without interest; energy is power · PUE · price; all over the
 * hours in which the machine serves.
 */
export function ownedPrice(machine: OwnedMachine): OwnedPrice {
  const {
    capexUsd,
    residualUsd,
    years,
    interestPerYear: interest,
    powerKw,
    pue,
    usdPerKwh,
    availability,
  } = machine;
  const worth = (1 + interest) ** -years;
  const capitalPerYear =
    interest === 0
      ? (capexUsd - residualUsd) / years
      : ((capexUsd - residualUsd * worth) * interest) / (1 - worth);
  const parts = {
    capital: capitalPerYear / HOURS_PER_YEAR,
    energy: powerKw * pue * usdPerKwh,
    space: machine.spaceUsdPerYear / HOURS_PER_YEAR,
    staff: machine.staffUsdPerYear / HOURS_PER_YEAR,
  };
  const { capital, energy, space, staff } = parts;
  return { ...parts, usdPerHour: (capital + energy + space + staff) / availability };
}
