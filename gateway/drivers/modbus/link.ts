import { type Ms, ms } from '../../../core/index.js';
import type { Clock, Logger } from '../../../runtime/index.js';
import type { Connection, Dial } from './connection.js';
import { ModbusFault } from './fault.js';
import type { Block } from './plan.js';
import { OVER, underSignals } from './signals.js';

export interface LinkLimits {
  readonly connect: Ms;
  /** How long one unit may take to answer one request. */
  readonly answer: Ms;
  /** Pause before the second attempt to connect; doubles up to `reconnectMax`. */
  readonly reconnectMin: Ms;
  readonly reconnectMax: Ms;
}

export interface LinkDeps {
  readonly url: string;
  readonly dial: Dial;
  readonly clock: Clock;
  readonly log: Logger;
  readonly limits: LinkLimits;
}

/** The connection of a bus: made when first needed, dropped at the first doubt, made again with growing pauses. */
export class Link {
  private connection: Connection | undefined;
  private isResting = false;
  private nextRest: Ms;
  private readonly closing = new AbortController();

  constructor(private readonly deps: LinkDeps) {
    this.nextRest = deps.limits.reconnectMin;
  }

  /**
   * One request and its answer. Rejects with a `ModbusFault`; only one call at a time. `signal` belongs to
   * this read alone: it aborts with `OVER` when the read is over, and otherwise before `close` is called.
   */
  async read(unit: number, block: Block, signal: AbortSignal): Promise<readonly number[]> {
    if (signal.aborted) throw new ModbusFault('aborted', 'gave up before the request');
    try {
      this.connection ??= await this.dial(signal);
      const words = await this.answerOf(this.connection.read(unit, block), signal);
      this.nextRest = this.deps.limits.reconnectMin;
      return words;
    } catch (cause) {
      const fault =
        cause instanceof ModbusFault ? cause : new ModbusFault('garbled', String(cause), { cause });
      // A late answer must never meet the next request, so the connection goes with the fault.
      if (!fault.isAnswer && fault.kind !== 'absent') this.drop(fault);
      throw fault;
    }
  }

  close(): void {
    this.closing.abort();
    this.connection?.drop();
    this.connection = undefined;
  }

  private drop(fault: ModbusFault): void {
    if (this.connection === undefined) return;
    this.deps.log.info('modbus.dropped', { url: this.deps.url, why: fault.kind, detail: fault.message });
    this.connection.drop();
    this.connection = undefined;
    // An endpoint that accepts and hangs up is as good as unreachable.
    if (fault.kind === 'closed') this.rest();
  }

  private async dial(signal: AbortSignal): Promise<Connection> {
    const { url, clock, limits, log } = this.deps;
    if (this.isResting) throw new ModbusFault('unreachable', `${url}: waiting before the next attempt`);
    try {
      const opened = await underSignals([signal], (own, stop) => {
        void clock.sleep(limits.connect, own).then(stop);
        return this.deps.dial(own);
      });
      log.info('modbus.connected', { url });
      return opened;
    } catch (cause) {
      if (signal.aborted) throw new ModbusFault('aborted', 'gave up connecting', { cause });
      this.rest();
      throw cause;
    }
  }

  private rest(): void {
    const { clock, limits } = this.deps;
    const rest = this.nextRest;
    this.isResting = true;
    this.nextRest = ms(Math.min(rest * 2, limits.reconnectMax));
    void clock.sleep(rest, this.closing.signal).then(() => {
      this.isResting = false;
    });
  }

  /** The answer, or a fault when time is up; an answer that loses is left to the connection that will be dropped. */
  private answerOf<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
    const { clock, limits } = this.deps;
    const timer = clock.sleep(limits.answer, signal).then((): Promise<never> => {
      // Nobody waits any more for a promise that never settles.
      if (signal.reason === OVER) return new Promise(() => {});
      if (signal.aborted) throw new ModbusFault('aborted', 'gave up waiting for the answer');
      throw new ModbusFault('timeout', `no answer within ${limits.answer} ms`);
    });
    timer.catch(() => {});
    return Promise.race([answer, timer]);
  }
}
