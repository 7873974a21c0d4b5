import type { Entry } from '../../core/index.js';
import type { Log } from '../../runtime/index.js';
import type { KeeperRepo, PlacedEntry } from '../state/keeper-repo.js';
import { type Reader, type ReaderCare, startReader } from './reader.js';

const KEEPER = 'keeper';
const TRIM_EVERY = 10_000;
const COMMIT_EVERY = 10_000;

/** Readings go to the telemetry store and the seconds that merely passed to nobody. */
const isKept = ({ kind }: Entry): boolean => kind !== 'report' && kind !== 'clock';

/** Copies entries that are not readings to the state store. */
export function startKeeper(log: Log<Entry>, repo: KeeperRepo, care: ReaderCare): Reader {
  const loop = async (signal: AbortSignal): Promise<void> => {
    let committed = log.position(KEEPER);
    let sinceTrim = 0;
    for await (const item of log.follow(committed + 1, signal)) {
      if (item.kind === 'hole') continue;
      const kept: PlacedEntry[] = item.entries.flatMap((entry, i) =>
        isKept(entry) ? [{ position: item.first + i, entry }] : [],
      );
      const last = item.first + item.entries.length - 1;
      if (kept.length > 0) await repo.save(kept);
      // Positions of runs without a kept entry are remembered now and then: reading them again costs little.
      if (kept.length > 0 || last - committed > COMMIT_EVERY) {
        await log.commit(KEEPER, last);
        committed = last;
      }
      sinceTrim += kept.length;
      if (sinceTrim >= TRIM_EVERY) {
        sinceTrim = 0;
        await repo.trim();
      }
    }
  };
  return startReader(KEEPER, loop, care);
}
