import { type UnixMs, unixMs } from '../../../core/index.js';
import { RADIO } from '../constants.js';
import type { Delivery } from '../delivery.js';
import type { Radio } from './radio.js';
import type { Source } from './source.js';
import { merged, type Stretch } from './spans.js';

/** Reports are made and put in order a window at a time; longer windows only cost memory. */
const WINDOW_REPORTS = 3_000;
const LONGEST_WINDOW = 3_600_000;
const SHORTEST_WINDOW = 5_000;
/** A broker misses a silent connection after this long (one and a half keep-alives of a minute). */
const MISSED_AFTER = 90_000;
const SPACING = RADIO.memorySpacing.value * 1_000;
const FLUSH_MOST = RADIO.reconnectMax.value * 1_000 + 1_000 + RADIO.memory.value * SPACING;

/** Everything that reaches the network in [from, to), in order of arrival. */
export function* deliver(sources: readonly Source[], from: UnixMs, to: UnixMs): Generator<Delivery> {
  const length = windowOf(sources);
  const speakers = new Speakers(sources);
  // Windows lie on a grid of their own, so that it does not matter where a caller begins.
  for (let start = Math.floor(from / length) * length; start < to; start += length) {
    const window = speakers.collect({ from: Math.max(start, from), to: Math.min(start + length, to) });
    for (const index of orderOf(window, start)) {
      const delivery = window[index];
      if (delivery !== undefined) yield delivery;
    }
  }
}

/** All sources and radios, with until when each has nothing to say: most of a city is silent in most windows. */
class Speakers {
  readonly #sources: readonly Source[];
  readonly #radios: readonly Radio[];
  readonly #sourceDue: Float64Array;
  readonly #radioDue: Float64Array;

  constructor(sources: readonly Source[]) {
    this.#sources = sources;
    // A poller has no connection of its own that could break.
    this.#radios = [...new Set(sources.map(({ radio }) => radio))].filter(
      ({ device }) => device.modbus === undefined,
    );
    this.#sourceDue = new Float64Array(sources.length);
    this.#radioDue = new Float64Array(this.#radios.length);
  }

  /** What arrives in the next window; windows follow each other. */
  collect(clip: Stretch): Delivery[] {
    const into: Delivery[] = [];
    const views = viewsOf(clip);
    // Counted loops: an iterator's pairs would be most of what a quiet window allocates.
    for (let index = 0; index < this.#sources.length; index++) {
      const source = this.#sources[index];
      if (source === undefined || (this.#sourceDue[index] ?? 0) >= clip.to) continue;
      collect(source, views, into);
      this.#sourceDue[index] = dueOf(source, clip.to);
    }
    for (let index = 0; index < this.#radios.length; index++) {
      const radio = this.#radios[index];
      if (radio === undefined || (this.#radioDue[index] ?? 0) >= clip.to) continue;
      collectLink(radio, views, into);
      this.#radioDue[index] = radio.quietUntil(clip.to, FLUSH_MOST);
    }
    return into;
  }
}

/** A source whose link is or was down may have something in its memory, so it is asked in every window. */
function dueOf(source: Source, at: number): number {
  const { radio } = source;
  if (radio.device.modbus !== undefined) return source.quietUntil(at);
  if (radio.quietUntil(at, FLUSH_MOST) === at) return at;
  // What was sampled within the reach may still be in the air.
  return Math.max(at, source.quietUntil(at - radio.reach));
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

/** The stretches that a window looks at; made once for all its sources. */
interface Views {
  readonly clip: Stretch;
  /** From where a report that was kept in a memory may still be under way. */
  readonly wide: Stretch;
  /** From where a report may still be in the air, by how long it may be. */
  reach(ms: number): Stretch;
}

function viewsOf(clip: Stretch): Views {
  const reaches = new Map<number, Stretch>();
  return {
    clip,
    wide: { from: clip.from - FLUSH_MOST, to: clip.to },
    reach: (ms) => {
      const known = reaches.get(ms) ?? { from: clip.from - ms, to: clip.to };
      reaches.set(ms, known);
      return known;
    },
  };
}

function collect(source: Source, { clip, wide, reach }: Views, into: Delivery[]): void {
  const { radio } = source;
  if (radio.device.modbus !== undefined) {
    for (const at of source.samplings(clip)) {
      if (!radio.isOff(at) && !radio.isCutOff(at)) push(source, { sampledAt: at, at }, into);
    }
    return;
  }
  for (const sampledAt of source.samplings(reach(radio.reach))) {
    if (radio.isOff(sampledAt) || radio.isCutOff(sampledAt)) continue;
    for (const at of radio.arrivals(sampledAt)) {
      if (at >= clip.from && at < clip.to) push(source, { sampledAt, at }, into);
    }
  }
  for (const span of radio.downSpans(wide)) {
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
function collectLink(radio: Radio, { clip, wide }: Views, into: Delivery[]): void {
  const [off, down] = [radio.offSpans(wide), radio.downSpans(wide)];
  if (off.length + down.length === 0) return;
  const spans = merged([...off, ...down]);
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
