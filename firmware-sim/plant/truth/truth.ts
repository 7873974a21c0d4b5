import type { DeviceId, UnixMs } from '../../../core/index.js';
import type { TruthRow } from '../delivery.js';
import type { Physics } from '../physics.js';
import type { Radio } from '../radio/radio.js';
import { deviceTruth } from './device-truth.js';
import { fleetTruth } from './fleet-truth.js';
import { lightTruth } from './light-truth.js';
import { tankTruth } from './tank-truth.js';
import { TruthBook } from './truth-book.js';
import { wasteTruth } from './waste-truth.js';

/** Every physical event that touches a range, injected or come about by itself, in order of its beginning. */
export function truthOf(
  physics: Physics,
  radios: ReadonlyMap<DeviceId, Radio>,
  { from, to }: { readonly from: UnixMs; readonly to: UnixMs },
): TruthRow[] {
  const book = new TruthBook(from, to);
  wasteTruth(physics, book);
  tankTruth(physics, book);
  lightTruth(physics, book);
  fleetTruth(physics, book);
  deviceTruth(physics, radios.values(), book);
  return book.rows.sort((a, b) => a.from - b.from);
}
