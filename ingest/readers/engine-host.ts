import { createEngine, type Engine, type Entry, restoreEngine } from '../../core/index.js';
import type { Log } from '../../runtime/index.js';
import type { AlertsRepo, PlacedEffect } from '../state/alerts.js';
import { type Reader, type ReaderCare, startReader } from './reader.js';
import type { SnapshotFolder } from './snapshots.js';

export const ENGINE = 'engine';

export interface EngineHostDeps {
  readonly log: Log<Entry>;
  readonly alerts: AlertsRepo;
  readonly snapshots: SnapshotFolder;
  /** Hears of alerts once they are durable. */
  readonly onEffects: (effects: readonly PlacedEffect[]) => void;
  /** Hears of positions that can't be read any more. */
  readonly onHole: (from: number, to: number) => void;
  readonly care: ReaderCare;
}

export interface EngineHost {
  /** The last position that was applied and whose effects are durable. */
  readonly position: number;
  /** Resolves when everything that stood in the log at the start has been applied. */
  readonly caughtUp: Promise<void>;
  /** Resolves when the entry at `position` has been applied and what follows from it is durable. */
  reached(position: number): Promise<void>;
  close(): Promise<void>;
}

/** A snapshot after this many entries: restarting replays no more than about a second's work. */
const SNAPSHOT_ENTRIES = 500_000;
const SNAPSHOT_MS = 60_000;

/** Runs the rules over the log: live, after a restart and after a crash it is the same loop. */
export async function startEngineHost(deps: EngineHostDeps): Promise<EngineHost> {
  const host = new Host(deps);
  await host.restore();
  host.start();
  return host;
}

class Host implements EngineHost {
  readonly #deps: EngineHostDeps;
  readonly caughtUp: Promise<void>;
  #announceCaughtUp: () => void = () => {};
  #waiting: { readonly position: number; readonly resolve: () => void }[] = [];
  #engine: Engine = createEngine();
  #position = 0;
  #snapshotPosition = 0;
  #snapshotAt = performance.now();
  #reader: Reader | undefined;

  constructor(deps: EngineHostDeps) {
    this.#deps = deps;
    this.caughtUp = new Promise((resolve) => {
      this.#announceCaughtUp = resolve;
    });
  }

  get position(): number {
    return this.#position;
  }

  reached(position: number): Promise<void> {
    if (this.#position >= position) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ position, resolve }));
  }

  async restore(): Promise<void> {
    const snapshot = await this.#deps.snapshots.newest();
    if (snapshot === undefined) return;
    this.#engine = restoreEngine(snapshot.bytes);
    this.#position = snapshot.position;
    this.#snapshotPosition = snapshot.position;
  }

  start(): void {
    this.#reader = startReader(ENGINE, (signal) => this.#run(signal), this.#deps.care);
  }

  async close(): Promise<void> {
    await this.#reader?.close();
    await this.#saveSnapshot();
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { log, onHole } = this.#deps;
    const goal = log.head;
    if (this.#position >= goal) this.#announceCaughtUp();
    for await (const item of log.follow(this.#position + 1, signal)) {
      if (item.kind === 'hole') {
        onHole(item.from, item.to);
        this.#position = item.to;
      } else {
        await this.#apply(item.first, item.entries);
      }
      if (this.#position >= goal) this.#announceCaughtUp();
      if (this.#waiting.length > 0) this.#answerWaiting();
      if (this.#snapshotIsDue()) await this.#saveSnapshot();
    }
  }

  async #apply(first: number, entries: readonly Entry[]): Promise<void> {
    const placed: PlacedEffect[] = [];
    for (const [i, entry] of entries.entries()) {
      const effects = this.#engine.apply(entry);
      for (let place = 0; place < effects.length; place++) {
        const effect = effects[place];
        if (effect !== undefined) placed.push({ position: first + i, place, effect });
      }
    }
    if (placed.length > 0) {
      await this.#deps.alerts.save(placed);
      this.#deps.onEffects(placed);
    }
    this.#position = first + entries.length - 1;
  }

  #answerWaiting(): void {
    const reached = this.#waiting.filter(({ position }) => position <= this.#position);
    this.#waiting = this.#waiting.filter(({ position }) => position > this.#position);
    for (const { resolve } of reached) resolve();
  }

  #snapshotIsDue(): boolean {
    const entries = this.#position - this.#snapshotPosition;
    return entries >= SNAPSHOT_ENTRIES || (entries > 0 && performance.now() - this.#snapshotAt > SNAPSHOT_MS);
  }

  async #saveSnapshot(): Promise<void> {
    const position = this.#position;
    this.#snapshotAt = performance.now();
    if (position === this.#snapshotPosition) return;
    await this.#deps.snapshots.save({ position, bytes: this.#engine.snapshot() });
    this.#snapshotPosition = position;
    await this.#deps.log.commit(ENGINE, position);
  }
}
