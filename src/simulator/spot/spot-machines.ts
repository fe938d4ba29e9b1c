import type { Outage, Stage } from "../disturbances/stage.ts";
import type { Replica } from "../replica.ts";
import type { SpotFallback, SpotPlan } from "./spot-plan.ts";
import type { SpotTally } from "./spot-tally.ts";
import { startZones, type ZoneStart } from "./zone-weather.ts";

/** A machine that stands, or was ordered. */
interface Machine {
  /** Number of the zone, or that the machine is on-demand. */
  readonly at: number | "on-demand";
}

/** A replica on a spot machine, or on what takes the place of one. */
interface SpotReplica {
  readonly replica: Replica;
  /** The zone to which it comes back. */
  home: number;
  /** The machine that it is on, or that was ordered for it; null = there is none to have. */
  machine: Machine | null;
  /** The spot machine that was ordered to relieve an on-demand one; null = none. */
  relief: Machine | null;
  /** Since its machine was taken away, until another serves; null = it serves. */
  outage: Outage | null;
  /** The moment up to which its last machine is on its way out, ms. */
  endedMs: number;
}

const USES_ZONES: readonly SpotFallback[] = ["zones", "zones-then-on-demand"];
const USES_ON_DEMAND: readonly SpotFallback[] = ["on-demand", "zones-then-on-demand"];

/** The spot machines of a fleet: zones take them away, and a fallback policy says what takes their place. */
export class SpotMachines {
  readonly #plan: SpotPlan;
  readonly #stage: Stage;
  readonly #tally: SpotTally;
  readonly #isUp: boolean[];
  readonly #spots = new Map<Replica, SpotReplica>();

  constructor(plan: SpotPlan, stage: Stage, tally: SpotTally, seed: number) {
    this.#plan = plan;
    this.#stage = stage;
    this.#tally = tally;
    const starts = startZones(plan, stage, seed, {
      lost: (zone) => this.#zoneLost(zone),
      back: (zone) => this.#zoneBack(zone),
    });
    this.#isUp = starts.map(({ isUp }) => isUp);
    const isSpot = ({ place }: Replica) => place >= plan.base;
    for (const replica of stage.replicas()) if (isSpot(replica)) this.#begin(replica, starts);
    stage.whenReady((replica) => {
      // A replica that is becoming ready is not done with that yet.
      if (isSpot(replica) && !this.#spots.has(replica)) stage.after(0, () => this.#join(replica));
    });
    stage.whenGone((replica) => this.#forget(replica));
  }

  /** A replica of the start: its zone may have had no machine for a while. */
  #begin(replica: Replica, starts: readonly ZoneStart[]): void {
    const home = (replica.place - this.#plan.base) % this.#plan.zones;
    const spot = this.#add(replica, home);
    const { isUp = true, downForMs = 0 } = starts[home] ?? {};
    if (isUp) this.#stand(spot, home);
    else this.#miss(spot, this.#stage.takeDown(replica), 0, downForMs);
  }

  /** A replica that was started meanwhile: in the zone that has the fewest, among those that have machines. */
  #join(replica: Replica): void {
    if (this.#stage.isGone(replica) || this.#spots.has(replica)) return;
    const zone = this.#bestZone();
    const spot = this.#add(replica, zone ?? replica.place % this.#plan.zones);
    if (zone === null) this.#miss(spot, this.#stage.takeDown(replica), 0, 0);
    else {
      this.#tally.paidSince(replica.createdMs, this.#stage.nowMs);
      this.#stand(spot, zone);
    }
  }

  #add(replica: Replica, home: number): SpotReplica {
    const spot = { replica, home, machine: null, relief: null, outage: null, endedMs: 0 };
    this.#spots.set(replica, spot);
    return spot;
  }

  #zoneLost(zone: number): void {
    const { noticeMs } = this.#plan;
    const { nowMs } = this.#stage;
    this.#isUp[zone] = false;
    if (this.#tally.isMeasured(nowMs)) this.#tally.zoneOutages++;
    for (const spot of [...this.#spots.values()]) {
      if (spot.relief?.at === zone) {
        spot.relief = null;
        this.#count("spot", -1);
      }
      if (spot.machine?.at !== zone) continue;
      if (spot.outage !== null) {
        // It was ordered and is not there yet: nothing is taken away but the order.
        this.#count("spot", -1);
        this.#order(spot, 0);
        continue;
      }
      const outage = this.#stage.drain(spot.replica);
      if (outage === null) {
        this.#forget(spot.replica);
        continue;
      }
      if (this.#tally.isMeasured(nowMs)) this.#tally.losses++;
      this.#stage.after(noticeMs, () => {
        this.#stage.takeDownFor(outage);
        this.#count("spot", -1);
      });
      this.#miss(spot, outage, noticeMs, 0);
    }
  }

  #zoneBack(zone: number): void {
    this.#isUp[zone] = true;
    const comesFromElsewhere = USES_ZONES.includes(this.#plan.fallback);
    for (const spot of this.#spots.values()) {
      if (spot.home !== zone && !comesFromElsewhere) continue;
      if (spot.machine === null) this.#order(spot, 0);
      else if (spot.machine.at === "on-demand" && spot.relief === null) this.#relieve(spot, zone);
    }
  }

  /** A replica has lost its machine, or has never had one. @param waitedMs time for which its order has been under way already */
  #miss(spot: SpotReplica, outage: Outage | null, noticeMs: number, waitedMs: number): void {
    if (outage === null) {
      this.#forget(spot.replica);
      return;
    }
    spot.outage = outage;
    spot.endedMs = this.#stage.nowMs + noticeMs;
    this.#count("missing", 1);
    this.#order(spot, waitedMs);
  }

  /** Orders a machine where the policy has one. */
  #order(spot: SpotReplica, waitedMs: number): void {
    const at = this.#placeFor(spot);
    const machine = at === null ? null : { at };
    spot.machine = machine;
    if (machine === null) return;
    const { nowMs } = this.#stage;
    if (machine.at === "on-demand") {
      if (this.#tally.isMeasured(nowMs)) this.#tally.fallbacks++;
      this.#count("fallback", 1);
    } else {
      spot.home = machine.at;
      this.#count("spot", 1);
    }
    const inMs = Math.max(spot.endedMs - nowMs, this.#plan.replaceMs - waitedMs, 0);
    this.#stage.after(inMs, () => {
      if (spot.machine === machine) this.#serve(spot);
    });
  }

  #serve(spot: SpotReplica): void {
    const { outage } = spot;
    if (outage === null) return;
    spot.outage = null;
    this.#count("missing", -1);
    this.#stage.end(outage);
  }

  /** Orders a spot machine in place of an on-demand one, which serves until then. */
  #relieve(spot: SpotReplica, zone: number): void {
    const relief = { at: zone };
    spot.relief = relief;
    this.#count("spot", 1);
    // The machine that was taken away may still be on its way out.
    const inMs = Math.max(spot.endedMs - this.#stage.nowMs, this.#plan.replaceMs);
    this.#stage.after(inMs, () => {
      if (spot.relief !== relief) return;
      spot.relief = null;
      spot.machine = relief;
      spot.home = zone;
      this.#count("fallback", -1);
      this.#serve(spot);
    });
  }

  #placeFor({ home }: SpotReplica): Machine["at"] | null {
    const { fallback } = this.#plan;
    if (this.#isUp[home]) return home;
    const zone = USES_ZONES.includes(fallback) ? this.#bestZone() : null;
    return zone ?? (USES_ON_DEMAND.includes(fallback) ? "on-demand" : null);
  }

  /** The zone with the fewest machines among those that have some to give; null = none has. */
  #bestZone(): number | null {
    let best: number | null = null;
    let fewest = Number.POSITIVE_INFINITY;
    for (const [zone, isUp] of this.#isUp.entries()) {
      if (!isUp) continue;
      let machines = 0;
      for (const { machine } of this.#spots.values()) if (machine?.at === zone) machines++;
      if (machines >= fewest) continue;
      best = zone;
      fewest = machines;
    }
    return best;
  }

  #stand(spot: SpotReplica, zone: number): void {
    spot.machine = { at: zone };
    this.#count("spot", 1);
  }

  /** A replica has ended for good: its machine is given back. */
  #forget(replica: Replica): void {
    const spot = this.#spots.get(replica);
    if (spot === undefined) return;
    this.#spots.delete(replica);
    if (spot.machine !== null) this.#count(spot.machine.at === "on-demand" ? "fallback" : "spot", -1);
    if (spot.relief !== null) this.#count("spot", -1);
    spot.machine = null;
    spot.relief = null;
    if (spot.outage !== null) this.#count("missing", -1);
    spot.outage = null;
  }

  #count(what: "spot" | "fallback" | "missing", by: number): void {
    this.#tally.change(this.#stage.nowMs, what, by);
  }
}
