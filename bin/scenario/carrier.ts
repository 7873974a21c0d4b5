import type { Delivery } from '../../firmware-sim/index.js';
import type { ParsedUrl } from '../../gateway/index.js';
import type { Door } from '../doors.js';
import type { Ground, OpenLog } from '../foundation.js';

/** How what the simulated world says gets to the doors of a system. */
export interface Carrier {
  /** By device id; none where nobody logs in. */
  readonly secrets: ReadonlyMap<string, string>;
  /** The log of the system that it carries to. */
  readonly openLog: OpenLog;
  /** How the Modbus driver reaches a cabinet's bus. */
  dial(url: string): ParsedUrl;
  /** Opens before anything is delivered. */
  open(base: Ground, door: Door): Promise<void>;
  deliver(delivery: Delivery): void;
  /** What was set going and has not come to rest; empty when nothing. */
  busyWith(): string;
  close(): Promise<void>;
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
/** Longer than any answer over the loopback takes, however busy the machine. */
const STUCK_MS = 30_000;

/** Resolves when everything has come to rest; what needs no more than this process does so within a turn of its loop. */
export async function rest(carrier: Carrier): Promise<void> {
  await turn();
  const started = performance.now();
  for (let busy = carrier.busyWith(); busy !== ''; busy = carrier.busyWith()) {
    if (performance.now() - started > STUCK_MS) throw new Error(`the scenario hangs: ${busy}`);
    await turn();
  }
}
