import type { AssetId } from '../../../core/index.js';
import { ofKind } from '../fault-book.js';
import type { BinPlace, Physics } from '../physics.js';
import type { TruthBook } from './truth-book.js';

const DAY = 86_400_000;
const FULL = 100;
/** A fire is over when the bin is as warm as one can touch, about this long after it was put out. */
const EMBERS = 1_800_000;
const INSTANT = 60_000;

export function wasteTruth(physics: Physics, into: TruthBook): void {
  for (const place of physics.bins.values()) {
    overflows(physics, place, into);
    const { assetId } = place.asset;
    const faults = physics.book.asset(assetId);
    for (const { from, until } of ofKind(faults, 'fire')) {
      into.add('fire', assetId, { from, to: until + EMBERS, cause: 'fire' });
    }
    for (const { from } of ofKind(faults, 'scavenged')) {
      into.add('level-drop-unattended', assetId, { from, to: from + INSTANT, cause: 'scavenged' });
    }
  }
  notEmptied(physics, into);
}

/** From the instant at which the content reaches the brim until the bin is emptied. */
function overflows({ book }: Physics, { asset, model }: BinPlace, into: TruthBook): void {
  const { emptyings } = model;
  const fill = (at: number): number => model.fill(at);
  const dumps = ofKind(book.asset(asset.assetId), 'overflow');
  for (let at: number = into.from; at < into.to; ) {
    const { last, next } = emptyings.around(at);
    if (fill(next - 1) >= FULL) {
      const from = brimfulFrom(fill, last, next - 1);
      const isDumped = dumps.some((fault) => fault.from < next && fault.until > last);
      into.add('overflow', asset.assetId, { from, to: next, cause: isDumped ? 'overflow' : 'deposits' });
    }
    at = next;
  }
}

/** Content only rises between two emptyings. */
function brimfulFrom(fill: (at: number) => number, last: number, full: number): number {
  let [low, high] = [last, full];
  while (high - low > 1_000) {
    const middle = Math.round((low + high) / 2);
    if (fill(middle) >= FULL) high = middle;
    else low = middle;
  }
  return high;
}

/** A truck stood at the station and lifted nothing. */
function notEmptied({ fleet, bins }: Physics, into: TruthBook): void {
  const binsAt = new Map<AssetId | undefined, BinPlace[]>();
  for (const place of bins.values())
    binsAt.set(place.asset.parentId, [...(binsAt.get(place.asset.parentId) ?? []), place]);
  for (const line of fleet.lines) {
    for (const trip of line.trips) {
      for (let day = fleet.dayOf(into.from) - 2; day <= fleet.dayOf(into.to); day++) {
        fleet.sortie(line, trip, day)?.visits.forEach(({ arrived, lifted }, stop) => {
          if (Number.isNaN(arrived) || !Number.isNaN(lifted)) return;
          for (const { asset, stream, model } of binsAt.get(line.stops[stop]?.station) ?? []) {
            if (!trip.streams.includes(stream)) continue;
            const to = Math.min(model.emptyings.around(arrived).next, arrived + 2 * DAY);
            into.add('bin-not-emptied', asset.assetId, { from: arrived, to, cause: 'missed-stop' });
          }
        });
      }
    }
  }
}
