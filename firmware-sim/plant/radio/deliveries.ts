import { type UnixMs, unixMs } from '../../../core/index.js';
import { RADIO } from '../constants.js';
import type { Delivery } from '../delivery.js';
import type { Radio } from './radio.js';
import type { Source } from './source.js';
import { merged, type Stretch } from './spans.js';

/** Reports are made and put in order a window at a time; longer windows only cost memory. */
const WINDOW_REPORTS = 8_000;
const LONGEST_WINDOW = 3_600_000;
const SHORTEST_WINDOW = 10_000;
/** A broker misses a silent connection after this long (one and a half keep-alives of a minute). */
const MISSED_AFTER = 90_000;
const SPACING = RADIO.memorySpacing.value * 1_000;
const FLUSH_MOST = RADIO.reconnectMax.value * 1_000 + 1_000 + RADIO.memory.value * SPACING;

/** Everything that reaches the network in [from, to), in order of arrival. */
export function* deliver(sources: readonly Source[], from: UnixMs, to: UnixMs): Generator<Delivery> {
  const length = windowOf(sources);
  const mobile = [...new Set(sources.map(({ radio }) => radio))].filter(
    ({ device }) => device.modbus === undefined,
  );
  // Windows lie on a grid of their own, so that it does not matter where a caller begins.
  for (let start = Math.floor(from / length) * length; start < to; start += length) {
    const clip = { from: Math.max(start, from), to: Math.min(start + length, to) };
    const window: Delivery[] = [];
    for (const source of sources) collect(source, clip, window);
    for (const radio of mobile) collectLink(radio, clip, window);
    for (const index of orderOf(window, start)) {
      const delivery = window[index];
      if (delivery !== undefined) yield delivery;
    }
  }
}

/** Places in the window by time, equal times as they were made. Numbers sort several times faster than objects. */
function orderOf(window: readonly Delivery[], start: number): Float64Array {
  const count = window.length || 1;
  const keys = Float64Array.from(window, ({ at }, index) => (at - start) * count + index);
  return keys.sort().map((key) => key % count);
}

function windowOf(sources: readonly Source[]): number {
  const rate = sources.reduce((sum, source) => sum + source.rate, 0);
  let length = LONGEST_WINDOW;
  while (length > SHORTEST_WINDOW && (rate * length) / 1_000 > WINDOW_REPORTS) length /= 2;
  return Math.round(length);
}

function collect(source: Source, clip: Stretch, into: Delivery[]): void {
  const { radio } = source;
  const reach = { from: clip.from - radio.reach, to: clip.to };
  if (radio.device.modbus !== undefined) {
    for (const at of source.samplings(clip)) {
      if (!radio.isOff(at) && !radio.isCutOff(at)) push(source, { sampledAt: at, at }, into);
    }
    return;
  }
  for (const sampledAt of source.samplings(reach)) {
    if (radio.isOff(sampledAt) || radio.isCutOff(sampledAt)) continue;
    for (const at of radio.arrivals(sampledAt)) {
      if (at >= clip.from && at < clip.to) push(source, { sampledAt, at }, into);
    }
  }
  for (const span of radio.downSpans({ from: clip.from - FLUSH_MOST, to: clip.to })) {
    if (span.to < clip.to) flush(source, span, { clip, into });
  }
}

/** What was kept in memory while the link was down comes at once when it is up again, oldest first. */
function flush(
  source: Source,
  span: Stretch,
  { clip, into }: { readonly clip: Stretch; readonly into: Delivery[] },
): void {
  const { radio } = source;
  const back = radio.reconnected(span.to);
  if (back >= clip.to || back + RADIO.memory.value * SPACING < clip.from) return;
  const kept = source
    .samplings(span)
    .filter((at) => !radio.isOff(at))
    .slice(-RADIO.memory.value);
  kept.forEach((sampledAt, index) => {
    const at = back + Math.floor(index * SPACING);
    if (at >= clip.from && at < clip.to && !radio.isOff(at)) push(source, { sampledAt, at }, into);
  });
}

function push(
  source: Source,
  { sampledAt, at }: { readonly sampledAt: number; readonly at: number },
  into: Delivery[],
): void {
  const points = source.sample(sampledAt);
  if (points === undefined) return;
  // One literal for each shape: this runs for every report there is.
  const { asset, radio, numbered } = source;
  const device = radio.device.deviceId;
  const [arrived, sampled] = [unixMs(at), unixMs(sampledAt)];
  if (radio.device.modbus !== undefined) {
    into.push({ kind: 'report', at: arrived, device, asset, sampledAt: sampled, points, polled: true });
    return;
  }
  const ts = radio.clock(sampledAt);
  if (numbered === 0) {
    into.push({ kind: 'report', at: arrived, device, asset, sampledAt: sampled, ts, points, polled: false });
    return;
  }
  const { boot, since } = radio.bootAt(sampledAt);
  const seq = Math.floor((sampledAt - since) / numbered);
  into.push({
    kind: 'report',
    at: arrived,
    device,
    asset,
    sampledAt: sampled,
    ts,
    boot,
    seq,
    points,
    polled: false,
  });
}

/** The connection's end is noticed late, its return at once; a short break is not noticed at all. */
function collectLink(radio: Radio, clip: Stretch, into: Delivery[]): void {
  const wide = { from: clip.from - FLUSH_MOST, to: clip.to };
  const spans = merged([...radio.offSpans(wide), ...radio.downSpans(wide)]);
  const note = (at: number, online: boolean): void => {
    if (at < clip.from || at >= clip.to) return;
    into.push({ kind: 'link', at: unixMs(at), device: radio.device.deviceId, online });
  };
  for (const { from, to } of spans) {
    if (to - from <= MISSED_AFTER) continue;
    note(from + MISSED_AFTER, false);
    note(radio.reconnected(to), true);
  }
}
