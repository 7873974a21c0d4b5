import { Worker } from 'node:worker_threads';
import type { Result } from '../../../core/index.js';
import {
  type CodecCall,
  type CodecFunction,
  type CodecReply,
  type DownlinkInput,
  type ThreadSettings,
  TOO_LONG,
  type UplinkInput,
} from './call.js';

interface Waiting {
  readonly call: CodecCall;
  readonly settled: (result: Result<string>) => void;
}

const WATCH_MS = 25;
/** Looks at the same call before the thread is killed, far beyond its limit: the machine may just be busy. */
const MOST_LOOKS = 16;
/** Threads in a row that end before they answer anything. */
const MOST_DEATHS = 3;

/**
 * Runs codecs of strangers in a thread of its own, one call after the other. A loop that the interpreter can't
 * interrupt is ended by killing the thread: the call it was at fails, those behind it go to the next thread.
 */
export class CodecRunner {
  readonly #sources: ReadonlyMap<string, string>;
  readonly #waiting = new Map<number, Waiting>();
  readonly #running = new Int32Array(new SharedArrayBuffer(4));
  #worker: Worker | undefined;
  #watch: NodeJS.Timeout | undefined;
  #calls = 0;
  #deaths = 0;
  #closed = false;
  /** The call for which the thread was killed. */
  #culprit: number | undefined;

  /** `sources`: the text of each codec, by its name. */
  constructor(sources: ReadonlyMap<string, string>) {
    this.#sources = sources;
  }

  has(codec: string): boolean {
    return this.#sources.has(codec);
  }

  /** What `decodeUplink` returned, or why it did not. Answers come in the order of the calls. */
  decode(codec: string, input: UplinkInput): Promise<Result<unknown>> {
    return this.#run(codec, 'decodeUplink', input);
  }

  encode(codec: string, input: DownlinkInput): Promise<Result<unknown>> {
    return this.#run(codec, 'encodeDownlink', input);
  }

  /** Ends the thread. Calls that wait are never answered: whoever asked has gone, and nothing was acknowledged. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#watch);
    await this.#worker?.terminate();
  }

  async #run(codec: string, name: CodecFunction, given: object): Promise<Result<unknown>> {
    this.#calls = (this.#calls % 0x7f_ff_ff_ff) + 1;
    const call: CodecCall = { id: this.#calls, codec, name, input: JSON.stringify(given) };
    const result = await new Promise<Result<string>>((settled) => {
      this.#waiting.set(call.id, { call, settled });
      this.#worker ??= this.#start();
      this.#worker.postMessage(call);
      this.#watch ??= this.#watchThread();
    });
    return result.ok ? { ok: true, value: JSON.parse(result.value) as unknown } : result;
  }

  #start(): Worker {
    const workerData: ThreadSettings = { sources: this.#sources, running: this.#running };
    Atomics.store(this.#running, 0, 0);
    const worker = new Worker(new URL('./codec-worker.js', import.meta.url), {
      workerData,
      resourceLimits: { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 8 },
    });
    worker.on('message', (reply: CodecReply) => {
      this.#deaths = 0;
      this.#settle(
        reply.id,
        'output' in reply ? { ok: true, value: reply.output } : { ok: false, error: reply.fault },
      );
      if ('spoilt' in reply && reply.spoilt) void worker.terminate();
    });
    // Whatever ended it, 'exit' follows.
    worker.on('error', () => {});
    worker.on('exit', () => this.#replace());
    // Idle, it does not keep the process alive.
    worker.unref();
    return worker;
  }

  #settle(id: number, result: Result<string>): void {
    this.#waiting.get(id)?.settled(result);
    this.#waiting.delete(id);
    if (this.#waiting.size > 0) return;
    clearInterval(this.#watch);
    this.#watch = undefined;
  }

  /** The thread has ended: the call it was at is answered, the others are put to the next one. */
  #replace(): void {
    this.#worker = undefined;
    if (this.#closed) return;
    this.#settle(this.#culprit ?? Atomics.load(this.#running, 0), { ok: false, error: TOO_LONG });
    this.#culprit = undefined;
    this.#deaths += 1;
    if (this.#deaths >= MOST_DEATHS) {
      for (const id of [...this.#waiting.keys()])
        this.#settle(id, { ok: false, error: 'codecs can not be run' });
      this.#deaths = 0;
    }
    if (this.#waiting.size === 0) return;
    this.#worker = this.#start();
    for (const { call } of this.#waiting.values()) this.#worker.postMessage(call);
  }

  #watchThread(): NodeJS.Timeout {
    let seen = 0;
    let looks = 0;
    return setInterval(() => {
      const running = Atomics.load(this.#running, 0);
      looks = running === seen && running !== 0 ? looks + 1 : 0;
      seen = running;
      if (looks < MOST_LOOKS || this.#culprit !== undefined) return;
      this.#culprit = running;
      void this.#worker?.terminate();
    }, WATCH_MS);
  }
}
