import type { Delivery } from '../../firmware-sim/index.js';
import type { ParsedUrl } from '../../gateway/index.js';
import type { Door } from '../doors.js';
import type { Ground } from '../foundation.js';

/** How what the simulated world says gets to the doors of a system. */
export interface Carrier {
  /** How the Modbus driver reaches a cabinet's bus. */
  dial(url: string): ParsedUrl;
  /** Opens before anything is delivered. */
  open(base: Ground, door: Door): Promise<void>;
  deliver(delivery: Delivery): void;
  /** True while something that was set going has not come to rest. */
  isBusy(): boolean;
  close(): Promise<void>;
}
