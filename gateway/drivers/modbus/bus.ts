import { setMaxListeners } from 'node:events';
import { type Ms, ms } from '../../../core/index.js';
import { ModbusFault } from './fault.js';
import { Link, type LinkDeps, type LinkLimits } from './link.js';
import type { Block } from './plan.js';
import { OVER, underSignals } from './signals.js';
import { Turns } from './turns.js';

export const BUS_LIMITS: LinkLimits = {
  connect: ms(5_000),
  answer: ms(2_000),
  reconnectMin: ms(1_000),
  reconnectMax: ms(60_000),
};

export interface Request {
  readonly unit: number;
  readonly block: Block;
  /** Silence to keep on the bus after the answer. */
  readonly pause: Ms;
}

interface Job extends Request {
  readonly signal: AbortSignal;
  readonly resolve: (words: readonly number[]) => void;
  readonly reject: (cause: unknown) => void;
}

// After a unit was silent, this many further time-outs pass before a failed unit is asked again: dead units together
// take at most a quarter of the bus.
const REST_FACTOR = 3;

/** One line or endpoint with many units on it: one connection, one request in flight. */
export class Bus {
  private readonly turns = new Turns<Job>();
  private readonly link: Link;
  private readonly closing = new AbortController();
  private isServing = false;
  private rests = 0;

  constructor(private readonly deps: LinkDeps) {
    this.link = new Link(deps);
    // Every waiting read listens; there are as many as units on the bus.
    setMaxListeners(0, this.closing.signal);
  }

  /** Words of the block, or bits as 0 and 1. Waits for its turn; rejects with a `ModbusFault`. */
  read(request: Request, signal: AbortSignal): Promise<readonly number[]> {
    return underSignals(
      [signal, this.closing.signal],
      (own) =>
        new Promise((resolve, reject) => {
          const giveUp = () => {
            if (own.reason !== OVER) reject(new ModbusFault('aborted', 'gave up waiting'));
          };
          own.addEventListener('abort', giveUp, { once: true });
          this.turns.add({ ...request, signal: own, resolve, reject });
          void this.serveAll();
        }),
    );
  }

  /** Drops the connection; waiting reads reject. */
  close(): void {
    this.closing.abort();
    this.link.close();
  }

  private async serveAll(): Promise<void> {
    if (this.isServing) return;
    this.isServing = true;
    for (let job = this.turns.take(); job !== undefined; job = this.turns.take()) await this.serve(job);
    this.isServing = false;
  }

  private async serve(job: Job): Promise<void> {
    try {
      const words = await this.link.read(job.unit, job.block, job.signal);
      this.turns.noteAnswer(job.unit, true);
      job.resolve(words);
    } catch (cause) {
      if (cause instanceof ModbusFault) this.noteFault(job.unit, cause);
      job.reject(cause);
    }
    if (job.pause > 0) await this.deps.clock.sleep(job.pause, this.closing.signal);
  }

  private noteFault(unit: number, fault: ModbusFault): void {
    // No connection says nothing about any one unit.
    if (fault.kind === 'unreachable' || fault.kind === 'aborted') return;
    this.turns.noteAnswer(unit, fault.isAnswer);
    if (fault.kind === 'timeout' || fault.kind === 'absent') this.restFromProbing();
  }

  private restFromProbing(): void {
    const { clock, limits } = this.deps;
    this.rests += 1;
    this.turns.mayProbe = false;
    void clock.sleep(ms(limits.answer * REST_FACTOR), this.closing.signal).then(() => {
      this.rests -= 1;
      this.turns.mayProbe = this.rests === 0;
      return this.serveAll();
    });
  }
}
