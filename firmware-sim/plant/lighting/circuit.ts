import type { AssetId } from '../../../core/index.js';
import { type FaultOf, isDuring, type Span } from '../../fault/fault.js';
import { LIGHT } from '../constants.js';
import { type FaultBook, ofKind } from '../fault-book.js';
import { wander } from '../fleet/receiver.js';
import { chance, hash, noise } from '../random.js';
import { type Points, round } from '../sampler.js';
import type { Weather } from '../sky/weather.js';
import { burnsAlways, isWhole, type Lamp } from './lamp.js';
import type { Supply } from './supply.js';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const VOLTAGE_KNOT = 900_000;
const WARM_UP = LIGHT.warmUp.value * 1_000;
const DIM_UNTIL = 5 * HOUR;

export interface CircuitOptions {
  readonly seed: number;
  readonly id: AssetId;
  readonly cabinet: AssetId;
  readonly phase: string;
  /** Percent of full power from midnight to five; 100 for a circuit that is not dimmed. */
  readonly dimPct: number;
  readonly utcOffset: number;
  readonly lamps: readonly Lamp[];
  readonly supply: Supply;
  readonly weather: Weather;
  readonly book: FaultBook;
}

/** One feeder: a contactor, a cable, and the lamps along it. */
export class Circuit {
  readonly id: AssetId;
  readonly key: number;
  readonly lamps: readonly Lamp[];
  readonly supply: Supply;
  readonly stuck: readonly FaultOf<'contactor-stuck'>[];
  readonly thefts: readonly FaultOf<'cable-theft'>[];
  readonly leaks: readonly FaultOf<'leakage'>[];
  readonly lostPhases: readonly Span[];
  readonly #options: CircuitOptions;
  readonly #ratedW: number;

  constructor(options: CircuitOptions) {
    const { seed, id, cabinet, phase, lamps, supply, book } = options;
    const faults = book.asset(id);
    this.id = id;
    this.key = hash(seed, id);
    this.lamps = lamps;
    this.supply = supply;
    this.stuck = ofKind(faults, 'contactor-stuck');
    this.thefts = ofKind(faults, 'cable-theft');
    this.leaks = ofKind(faults, 'leakage');
    this.lostPhases = ofKind(book.asset(cabinet), 'phase-lost').filter((fault) => fault.phase === phase);
    this.#options = options;
    this.#ratedW = lamps.reduce((sum, { watts }) => sum + watts, 0) * (1 + LIGHT.cableLoss.value);
  }

  /** Is there a voltage on the bar before the contactor? */
  isLive(at: number): boolean {
    return this.supply.isOn(at) && !this.lostPhases.some((fault) => isDuring(fault, at));
  }

  isClosed(at: number): boolean {
    const stuck = this.stuck.length === 0 ? undefined : this.stuck.find((fault) => isDuring(fault, at));
    return stuck?.closed ?? this.supply.wantsLight(at);
  }

  /** Lamps from this one on have no cable any more. */
  firstCut(at: number): number {
    let first = this.lamps.length;
    for (const fault of this.thefts) {
      if (isDuring(fault, at)) first = Math.min(first, Math.floor(this.lamps.length * (1 - fault.share)));
    }
    return first;
  }

  burns(index: number, at: number): boolean {
    const lamp = this.lamps[index];
    if (lamp === undefined || !this.isLive(at)) return false;
    if (burnsAlways(lamp, at)) return true;
    return this.isClosed(at) && (this.thefts.length === 0 || index < this.firstCut(at)) && isWhole(lamp, at);
  }

  /** How much of full power a burning lamp draws: dimmed after midnight, cold after switching on. */
  draw(at: number): number {
    const { dimPct, utcOffset, supply } = this.#options;
    const dim = dimPct < 100 && (at + utcOffset) % DAY < DIM_UNTIL ? dimPct / 100 : 1;
    const lit = at - supply.litSince(at);
    return lit < WARM_UP
      ? dim * (LIGHT.coldPower.value + ((1 - LIGHT.coldPower.value) * lit) / WARM_UP)
      : dim;
  }

  sampleLamp(index: number, at: number): Points {
    const lamp = this.lamps[index];
    if (lamp === undefined || !this.burns(index, at)) return { lamp_on: 0, power_w: 0 };
    const read = lamp.watts * this.draw(at) * (1 + LIGHT.meterNoise.value * noise(lamp.key, at));
    return { lamp_on: 1, power_w: round(read, 1) };
  }

  sample(at: number): Points {
    const live = this.isLive(at);
    let watts = 0;
    if (live) {
      for (let index = 0; index < this.lamps.length; index++) {
        if (this.burns(index, at)) watts += this.lamps[index]?.watts ?? 0;
      }
    }
    const power =
      watts *
      this.draw(at) *
      (1 + LIGHT.cableLoss.value) *
      (1 + LIGHT.meterNoise.value * noise(this.key, at));
    const sag = (LIGHT.loadDropV.value * watts) / (this.#ratedW || 1);
    const slow = LIGHT.voltageNoise.value * wander(this.key + 5, at, VOLTAGE_KNOT);
    const voltage = live ? LIGHT.supplyV.value - sag + slow + 0.1 * noise(this.key + 1, at) : 0;
    return {
      voltage_v: round(voltage, 1),
      current_a: live ? round(power / (voltage * LIGHT.powerFactor.value), 2) : 0,
      power_w: Math.round(power),
      energy_kwh: round(this.#energy(at), 2),
      breaker_closed: 1,
      contactor_closed: this.supply.isOn(at) && this.isClosed(at) ? 1 : 0,
      leakage_ma: live && watts > 0 ? round(this.#leakage(at), 1) : 0,
    };
  }

  #leakage(at: number): number {
    const wet = Math.min(1, this.#options.weather.rain(at) / 5);
    let ma =
      LIGHT.leakBaseMin.value + LIGHT.leakBaseSpread.value * chance(this.key, 2) + LIGHT.leakRain.value * wet;
    for (const fault of this.leaks) {
      if (!isDuring(fault, at)) continue;
      ma += fault.toMa * Math.min(1, (at - fault.from) / (LIGHT.leakRise.value * 1_000));
    }
    return ma + 0.3 * Math.abs(noise(this.key + 2, at));
  }

  /** What the meter has counted: the installed power over all dark hours, less what faults kept from burning. */
  #energy(at: number): number {
    const { dimPct, utcOffset, supply } = this.#options;
    const { daylight } = supply;
    const kw = this.#ratedW / 1_000;
    const days = Math.floor((at + utcOffset) / DAY) - 18_262;
    const dimmed = dimPct < 100 ? 5 * days + Math.min(5, ((at + utcOffset) % DAY) / HOUR) : 0;
    let kwh = 4_000 * chance(this.key, 3) + kw * (daylight.darkHours(at) - dimmed * (1 - dimPct / 100));
    const dark = ({ from, until }: Span): number =>
      at <= from ? 0 : daylight.darkHours(Math.min(at, until)) - daylight.darkHours(from);
    const light = (span: Span): number => (Math.min(at, span.until) - span.from) / HOUR - dark(span);
    for (const loss of [...supply.losses, ...this.lostPhases]) kwh -= kw * dark(loss);
    for (const stuck of this.stuck) {
      if (at > stuck.from) kwh += stuck.closed ? kw * light(stuck) : -kw * dark(stuck);
    }
    for (const theft of this.thefts) kwh -= kw * theft.share * dark(theft);
    return kwh;
  }
}
