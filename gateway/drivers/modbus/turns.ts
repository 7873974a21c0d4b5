/** Something that waits for the bus on behalf of a unit. */
export interface Waiting {
  readonly unit: number;
}

/**
 * Whose turn it is on a bus where some units may be dead. A silent unit costs a whole time-out, so units that are known
 * to answer take turns with the others, and units that failed wait while probing rests.
 */
export class Turns<T extends Waiting> {
  /** False while failed units must wait. */
  mayProbe = true;
  private readonly waiting: T[] = [];
  /** Absent until the unit was tried; then whether its last request was answered. */
  private readonly answers = new Map<number, boolean>();
  private wasProbe = false;

  add(item: T): void {
    this.waiting.push(item);
  }

  /** The next in line, or `undefined` when only failed units wait and probing rests. */
  take(): T | undefined {
    const known = this.first(true);
    const probe = this.first(undefined) ?? (this.mayProbe ? this.first(false) : undefined);
    const item = this.wasProbe ? (known ?? probe) : (probe ?? known);
    if (item !== undefined) this.waiting.splice(this.waiting.indexOf(item), 1);
    this.wasProbe = item !== known;
    return item;
  }

  noteAnswer(unit: number, didAnswer: boolean): void {
    this.answers.set(unit, didAnswer);
  }

  private first(answer: boolean | undefined): T | undefined {
    return this.waiting.find(({ unit }) => this.answers.get(unit) === answer);
  }
}
