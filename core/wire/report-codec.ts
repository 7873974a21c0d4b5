import type { PointValue, ReportEntry } from '../model/entry.js';
import { assetId, deviceId } from '../model/ids.js';
import { ASSET_KINDS, oneOf, QUALITIES, type Quality } from '../model/vocabulary.js';
import { unixMs } from '../units/units.js';
import type { ByteSink, ByteSource } from './bytes.js';
import type { WordReader, WordWriter } from './words.js';

// A report in a frame: what is there (one byte of flags), the instants, who, the numbers, the points, the qualities.
// Absent fields take no room. A value that is a text stands behind a NaN, which no reading can be.
const STAMPED = 1;
/** The asset has the device's name, as it mostly has where each is mounted on one thing. */
const SAME_NAME = 2;
const HAS_BOOT = 4;
const HAS_SEQ = 8;
const HAS_QUALITY = 16;
const HAS_CLAIM = 32;
const IMPORTED = 64;
const MOST_POINTS = 255;

/** False for the odd report that has too many points for this form, or one that is no number. */
export function fitsForm({ points }: ReportEntry): boolean {
  let count = 0;
  for (const point in points) {
    count += 1;
    if (Number.isNaN(points[point])) return false;
  }
  return count <= MOST_POINTS;
}

export function writeReport(report: ReportEntry, to: ByteSink, words: WordWriter): void {
  const { device, asset, boot, seq, quality, claimedAt } = report;
  to.u8(flagsOf(report));
  to.f64(report.at);
  to.f64(report.observedAt);
  words.write(report.assetKind);
  to.text(device);
  if (asset !== String(device)) to.text(asset);
  if (boot !== undefined) to.f64(boot);
  if (seq !== undefined) to.f64(seq);
  if (claimedAt !== undefined) to.f64(claimedAt);
  writePoints(report.points, to, words);
  if (quality !== undefined) writeQuality(quality, to, words);
}

function flagsOf({ device, asset, stamped, boot, seq, quality, claimedAt, origin }: ReportEntry): number {
  return (
    (stamped ? STAMPED : 0) |
    (asset === String(device) ? SAME_NAME : 0) |
    (boot === undefined ? 0 : HAS_BOOT) |
    (seq === undefined ? 0 : HAS_SEQ) |
    (quality === undefined ? 0 : HAS_QUALITY) |
    (claimedAt === undefined ? 0 : HAS_CLAIM) |
    (origin === undefined ? 0 : IMPORTED)
  );
}

function countKeys(object: Readonly<Record<string, unknown>>): number {
  let count = 0;
  for (const _ in object) count += 1;
  return count;
}

function writePoints(points: ReportEntry['points'], to: ByteSink, words: WordWriter): void {
  to.u8(countKeys(points));
  for (const point in points) {
    const value = points[point] ?? Number.NaN;
    words.write(point);
    if (typeof value === 'number') to.f64(value);
    else {
      to.f64(Number.NaN);
      to.text(value);
    }
  }
}

function writeQuality(quality: NonNullable<ReportEntry['quality']>, to: ByteSink, words: WordWriter): void {
  to.u8(countKeys(quality));
  for (const point in quality) {
    words.write(point);
    words.write(quality[point] ?? 'good');
  }
}

/** Throws a `RangeError` on what `writeReport` can't have written. */
export function readReport(from: ByteSource, words: WordReader): ReportEntry {
  const flags = from.u8();
  const at = unixMs(from.f64());
  const observedAt = unixMs(from.f64());
  const assetKind = known(oneOf(ASSET_KINDS, words.read()));
  const device = from.text();
  // One shape for every report, absent fields included: readers of the log meet millions of them.
  return {
    kind: 'report',
    at,
    assetKind,
    device: deviceId(device),
    asset: assetId(flags & SAME_NAME ? device : from.text()),
    observedAt,
    stamped: (flags & STAMPED) !== 0,
    boot: flags & HAS_BOOT ? from.f64() : undefined,
    seq: flags & HAS_SEQ ? from.f64() : undefined,
    claimedAt: flags & HAS_CLAIM ? from.f64() : undefined,
    points: readPoints(from, words),
    quality: flags & HAS_QUALITY ? readQuality(from, words) : undefined,
    origin: flags & IMPORTED ? 'import' : undefined,
  };
}

function readPoints(from: ByteSource, words: WordReader): ReportEntry['points'] {
  const points: Record<string, PointValue> = {};
  for (let left = from.u8(); left > 0; left--) {
    const point = words.read();
    const value = from.f64();
    points[point] = Number.isNaN(value) ? from.text() : value;
  }
  return points;
}

function readQuality(from: ByteSource, words: WordReader): NonNullable<ReportEntry['quality']> {
  const quality: Record<string, Quality> = {};
  for (let left = from.u8(); left > 0; left--) {
    const point = words.read();
    quality[point] = known(oneOf(QUALITIES, words.read()));
  }
  return quality;
}

function known<T>(word: T | undefined): T {
  if (word === undefined) throw new RangeError('a word that this version does not know');
  return word;
}
