import type { Device } from '../../../core/index.js';
import { type Fault, type FaultOf, isDuring } from '../../fault/fault.js';
import { deathOf } from '../cell.js';
import { RADIO } from '../constants.js';
import { type FaultBook, ofKind } from '../fault-book.js';
import { chance, hash } from '../random.js';
import { covers, merged, type Stretch } from './spans.js';

const DAY = 86_400_000;
const HOUR = 3_600_000;
/** A device fails at most once in an epoch; at its end the watchdog restarts it. */
const EPOCH = 90 * DAY;
const FAILS = RADIO.failures.value * 90;
const SPOT = 600_000;
const LOOK_AHEAD = 6 * HOUR;

/** How a kind of link treats a report. */
interface Manner {
  readonly loss: number;
  readonly duplicates: number;
  readonly delayMax: number;
}

const MANNERS: Readonly<Record<string, Manner>> = {
  gw: {
    loss: RADIO.lorawanLoss.value,
    duplicates: RADIO.lorawanDuplicates.value,
    delayMax: RADIO.lorawanDelayMax.value,
  },
  nb: { loss: RADIO.nbiotLoss.value, duplicates: 0, delayMax: RADIO.nbiotDelayMax.value },
  cell: { loss: RADIO.cellularLoss.value, duplicates: 0, delayMax: RADIO.cellularDelayMax.value },
};
const WIRE: Manner = { loss: 0, duplicates: 0, delayMax: 0 };
const DUPLICATE_AFTER_MAX = 8_000;

type ClockFault = FaultOf<'clock-1970' | 'clock-step' | 'clock-drift'>;
const isClockFault = (fault: Fault): fault is ClockFault =>
  fault.kind === 'clock-1970' || fault.kind === 'clock-step' || fault.kind === 'clock-drift';
const NONE: readonly never[] = [];

/** Profiles of what drives about. */
const MOBILE: ReadonlySet<string | undefined> = new Set(['gps-terminal', 'traccar']);

/** The electronics of one device and its way to the network. */
export class Radio {
  readonly device: Device;
  readonly key: number;
  /** Milliseconds between a sample and the arrival of its last copy, when no link was down. */
  readonly reach: number;
  readonly #manner: Manner;
  readonly #isMobile: boolean;
  readonly #offFaults: readonly Stretch[];
  readonly #linkFaults: readonly Stretch[];
  readonly #reordering: readonly FaultOf<'reordering'>[];
  readonly #duplicates: readonly FaultOf<'duplicates'>[];
  readonly #losses: readonly FaultOf<'loss'>[];
  readonly #clocks: readonly ClockFault[];

  constructor(seed: number, device: Device, book: FaultBook) {
    const faults = book.device(device.deviceId);
    this.device = device;
    this.key = hash(seed, device.deviceId);
    this.#manner = device.modbus === undefined ? (MANNERS[device.link?.split('-')[0] ?? ''] ?? WIRE) : WIRE;
    this.#isMobile = MOBILE.has(device.profile);
    this.#offFaults = merged([
      ...[...ofKind(faults, 'silence'), ...ofKind(faults, 'tracker-off')].map(stretchOf),
      ...ofKind(faults, 'dead-battery').map((fault) => ({ from: deathOf(fault).dead, to: fault.until })),
    ]);
    this.#linkFaults = merged(ofKind(book.link(device.link ?? ''), 'link-loss').map(stretchOf));
    this.#reordering = ofKind(faults, 'reordering');
    this.#duplicates = ofKind(faults, 'duplicates');
    this.#losses = ofKind(faults, 'loss');
    this.#clocks = faults.length === 0 ? NONE : faults.filter(isClockFault);
    const slowest = this.#reordering.reduce((most, { upToMs }) => Math.max(most, upToMs), 0);
    this.reach = this.#manner.delayMax * 1_000 + slowest + DUPLICATE_AFTER_MAX;
  }

  /** The device is dead, switched off or broken. */
  isOff(at: number): boolean {
    return covers(this.#offFaults, at) || this.#isBroken(at);
  }

  /** Nothing gets through, though the device goes on. */
  isCutOff(at: number): boolean {
    return covers(this.#linkFaults, at) || (this.#isMobile && this.#isInDeadSpot(at));
  }

  /** When the device is off, in stretches that touch [from, to). */
  offSpans({ from, to }: Stretch): readonly Stretch[] {
    let spans = this.#offFaults;
    for (let epoch = this.#epochAt(from); epoch <= this.#epochAt(to); epoch++) {
      const failure = this.#failureIn(epoch);
      if (failure !== undefined) spans = merged([...spans, failure]);
    }
    return spans.length === 0 ? spans : spans.filter((span) => span.from < to && span.to > from);
  }

  /** From `at` until this instant it is neither off nor cut off, nor was it within `before` ms of `at`. */
  quietUntil(at: number, before: number): number {
    const range = { from: at - before, to: at + LOOK_AHEAD };
    return this.#isMobile || this.#linkFaults.length > 0 || this.offSpans(range).length > 0 ? at : range.to;
  }

  /** When its link is down, in stretches that touch [from, to). */
  downSpans({ from, to }: Stretch): readonly Stretch[] {
    if (!this.#isMobile && this.#linkFaults.length === 0) return this.#linkFaults;
    const spots: Stretch[] = [];
    if (this.#isMobile) {
      for (let index = Math.floor(from / SPOT); index * SPOT < to; index++) {
        const spot = this.#deadSpot(index);
        if (spot !== undefined) spots.push(spot);
      }
    }
    return merged([...this.#linkFaults, ...spots]).filter((span) => span.from < to && span.to > from);
  }

  /** When the network hears the report that was sampled at `at`: never, once or twice. */
  arrivals(at: number): readonly number[] {
    const { loss, duplicates, delayMax } = this.#manner;
    const draw = chance(this.key ^ 0x0bad_cafe, at);
    if (draw < loss || this.#struck(this.#losses, at, 0x11)) return [];
    let arrival = at + Math.round(chance(this.key ^ 0x2f0b_4c47, at) ** 3 * delayMax * 1_000);
    for (const fault of this.#reordering) {
      if (isDuring(fault, at) && chance(this.key + 0x22, at) < fault.share) {
        arrival += Math.round(chance(this.key + 0x23, at) * fault.upToMs);
      }
    }
    const isTwice = draw < loss + duplicates || this.#struck(this.#duplicates, at, 0x33);
    if (!isTwice) return [arrival];
    return [arrival, arrival + 1 + Math.floor(chance(this.key + 0x34, at) * (DUPLICATE_AFTER_MAX - 1))];
  }

  /** When the device is back on the network after its link came up at `up`. */
  reconnected(up: number): number {
    return (
      up + 1_000 + Math.floor(chance(this.key + 0x44, Math.floor(up)) * RADIO.reconnectMax.value * 1_000)
    );
  }

  /** What the device believes the time to be. */
  clock(at: number): number {
    let claimed = at + Math.round((2 * chance(this.key, 55) - 1) * RADIO.clockError.value * 1_000);
    for (const fault of this.#clocks) {
      if (!isDuring(fault, at)) continue;
      if (fault.kind === 'clock-1970') claimed = at - fault.from;
      else if (fault.kind === 'clock-step') claimed += fault.byMs;
      else claimed += Math.round(((at - fault.from) * fault.ppm) / 1e6);
    }
    return claimed;
  }

  /** Which start of the device this is, and when it was. */
  bootAt(at: number): { readonly boot: number; readonly since: number } {
    const epoch = this.#epochAt(at);
    const failure = this.#failureIn(epoch);
    const isRepaired = failure !== undefined && at >= failure.to;
    let since = isRepaired ? failure.to : (epoch - this.#phase) * EPOCH;
    let boot = 2 * (epoch - FIRST_EPOCH) + (isRepaired ? 1 : 0);
    for (const { to } of this.#offFaults) {
      if (at < to) continue;
      boot += 1;
      since = Math.max(since, to);
    }
    return { boot, since };
  }

  get #phase(): number {
    return chance(this.key, 77);
  }

  #epochAt(at: number): number {
    return Math.floor(at / EPOCH + this.#phase);
  }

  #failureIn(epoch: number): Stretch | undefined {
    if (chance(this.key ^ 0x1337, epoch) >= FAILS) return undefined;
    const { failureMin, failureMax } = RADIO;
    const from = (epoch - this.#phase + 0.95 * chance(this.key ^ 0x1338, epoch)) * EPOCH;
    const hours = failureMin.value + (failureMax.value - failureMin.value) * chance(this.key ^ 0x1339, epoch);
    return { from: Math.round(from), to: Math.round(from + hours * HOUR) };
  }

  #isBroken(at: number): boolean {
    const failure = this.#failureIn(this.#epochAt(at));
    return failure !== undefined && at >= failure.from && at < failure.to;
  }

  #deadSpot(index: number): Stretch | undefined {
    if (chance(this.key ^ 0x4c11, index) >= RADIO.deadSpots.value) return undefined;
    const length = 20_000 + chance(this.key ^ 0x4c12, index) * RADIO.deadSpotMax.value * 1_000;
    const from = index * SPOT + chance(this.key ^ 0x4c13, index) * (SPOT - length);
    return { from: Math.round(from), to: Math.round(from + length) };
  }

  #isInDeadSpot(at: number): boolean {
    const spot = this.#deadSpot(Math.floor(at / SPOT));
    return spot !== undefined && at >= spot.from && at < spot.to;
  }

  #struck(faults: readonly (FaultOf<'loss'> | FaultOf<'duplicates'>)[], at: number, salt: number): boolean {
    if (faults.length === 0) return false;
    return faults.some((fault) => isDuring(fault, at) && chance(this.key + salt, at) < fault.share);
  }
}

/** Epochs are counted from 2019, so that boots are small numbers. */
const FIRST_EPOCH = 198;

const stretchOf = ({ from, until }: { readonly from: number; readonly until: number }): Stretch => ({
  from,
  to: until,
});
