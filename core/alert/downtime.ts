/** More than a city restarts in years; the oldest are merged beyond it. */
const MOST_GAPS = 1_000;

/** Our own outages in engine time: nobody's silence while they lasted. */
export class Downtime {
  /** Disjoint, oldest first. */
  private readonly gaps: [from: number, until: number][] = [];

  constructor(gaps: readonly (readonly [number, number])[] = []) {
    for (const [from, until] of gaps) this.add(from, until);
  }

  /** A gap that reaches back behind the end of the one before only counts from there; an empty one grants its grace. */
  add(from: number, until: number): void {
    const start = Math.max(from, this.gaps.at(-1)?.[1] ?? Number.NEGATIVE_INFINITY);
    if (!(until >= start)) return;
    this.gaps.push([start, until]);
    if (this.gaps.length <= MOST_GAPS) return;
    const [first, second] = this.gaps.splice(0, 2);
    // Errs towards patience: what lies between the two counts as downtime as well.
    if (first && second) this.gaps.unshift([first[0], second[1]]);
  }

  /** Time, in ms, that is not a device's silence since it was last heard: our downtime, and `grace` once after it. */
  creditSince(heardAt: number, grace: number): number {
    let credit = 0;
    for (let i = this.gaps.length - 1; i >= 0; i--) {
      const [from, until] = this.gaps[i] ?? [0, 0];
      if (until <= heardAt) break;
      credit += until - Math.max(from, heardAt);
      if (i === this.gaps.length - 1) credit += grace;
    }
    return credit;
  }

  toJSON(): readonly (readonly [number, number])[] {
    return this.gaps;
  }
}
