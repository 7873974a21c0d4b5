import type { PointValue } from '../../core/index.js';
import type { Row } from './row.js';

/** A report that may be in the store already: it is not newer than all of its series. */
export interface Doubt {
  readonly row: Row;
  readonly fillsHole: boolean;
}

export interface Settled extends Doubt {
  /** The points of it that are not there yet. */
  readonly kept: Readonly<Record<string, PointValue>>;
  /** Something is stored under its identity. */
  readonly merges: boolean;
}

/** By identity, the points that are in the store. */
export class Present {
  readonly #points = new Map<string, Set<string>>();

  add(identity: string, point: string): void {
    const known = this.#points.get(identity);
    if (known === undefined) this.#points.set(identity, new Set([point]));
    else known.add(point);
  }

  get(identity: string): ReadonlySet<string> | undefined {
    return this.#points.get(identity);
  }
}

export interface SettleWith {
  /** Adds what is stored under the identities of these rows; it may add more. */
  readonly lookUp: (rows: readonly Row[], present: Present) => Promise<void>;
  /** The points that an earlier try of the same write kept of the report at this position, if there was one. */
  readonly recall?: (position: number) => readonly string[] | undefined;
}

/** (device, asset, ts) identifies a stamped report; the series stands for device and asset. */
export const stampedIdentity = (series: number, ts: number): string => `t${series}:${ts}`;
/** (device, boot, seq) identifies one without a clock. */
export const numberedIdentity = (series: number, boot: unknown, seq: unknown): string =>
  `n${series}:${boot}:${seq}`;

/** What identifies a report; one without clock and number is never in doubt and has none worth looking up. */
export const identityOf = ({ stamped, series, ts, boot, seq }: Row): string =>
  stamped ? stampedIdentity(series, ts) : numberedIdentity(series, boot, seq);

/** Compares late and repeated reports with what is stored, so that each reading with an identity is there once. */
export class Doubts {
  #open: Doubt[] = [];

  push(doubt: Doubt): void {
    this.#open.push(doubt);
  }

  /** Decides about all of them in their order; each counts as stored for those after it. */
  async settle({ lookUp, recall }: SettleWith): Promise<Settled[]> {
    const doubts = this.#open;
    if (doubts.length === 0) return [];
    this.#open = [];
    const decided = doubts.map(({ row }) => recall?.(row.position));
    const present = new Present();
    const unknown = doubts.flatMap(({ row }, i) => (decided[i] === undefined ? [row] : []));
    if (unknown.length > 0) await lookUp(unknown, present);
    return doubts.map((doubt, i) => settleOne(doubt, decided[i], present));
  }
}

function settleOne(doubt: Doubt, decided: readonly string[] | undefined, present: Present): Settled {
  const identity = identityOf(doubt.row);
  const known = present.get(identity);
  const isNew = (point: string): boolean =>
    decided === undefined ? known?.has(point) !== true : decided.includes(point);
  const kept = Object.fromEntries(Object.entries(doubt.row.points).filter(([point]) => isNew(point)));
  for (const point in doubt.row.points) present.add(identity, point);
  return { ...doubt, kept, merges: known !== undefined };
}
