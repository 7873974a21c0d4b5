import { statfs } from 'node:fs/promises';
import { type Ms, ms } from '../core/index.js';
import { type Clock, ticks } from './clock.js';

export interface FreeSpaceWatch {
  /** Any folder on the disk in question. */
  readonly dir: string;
  /** Below this the disk counts as low; above a quarter more it counts as well again. */
  readonly minFreeBytes: number;
  readonly clock: Clock;
  /** How often to look. */
  readonly period?: Ms;
  readonly signal: AbortSignal;
  /** Hears each change; a disk that is well at the start is not told. */
  onChange(low: boolean, freeBytes: number): void;
}

// A disk that hovers at the limit must not open and shut the doors all the time.
const WELL_AGAIN = 1.25;

/**
 * Says when the disk is nearly full, before writes fail. Looks at once and then every `period` until `signal` aborts;
 * rejects when the folder can't be looked at.
 */
export async function watchFreeSpace(watch: FreeSpaceWatch): Promise<void> {
  let low = false;
  const look = async (): Promise<void> => {
    const disk = await statfs(watch.dir);
    // What root alone may use (bfree) is not ours.
    const freeBytes = disk.bavail * disk.bsize;
    const lowNow = freeBytes < watch.minFreeBytes * (low ? WELL_AGAIN : 1);
    if (lowNow === low || watch.signal.aborted) return;
    low = lowNow;
    watch.onChange(low, freeBytes);
  };
  if (watch.signal.aborted) return;
  await look();
  for await (const _ of ticks(watch.clock, watch.period ?? ms(5_000), watch.signal)) await look();
}
