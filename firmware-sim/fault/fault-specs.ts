import type { AssetKind } from '../../core/index.js';
import type { FaultKind } from './fault.js';

/** A key of a fault in a scenario file beside `kind`, its target and its times. */
export type FieldSpec =
  | {
      readonly type: 'number';
      readonly lo: number;
      readonly hi: number;
      readonly whole?: boolean;
      readonly default?: number;
    }
  /** Read as `90s`, `-1h`; kept in milliseconds. */
  | { readonly type: 'duration'; readonly default?: number; readonly signed?: boolean }
  | { readonly type: 'flag'; readonly default: boolean }
  | { readonly type: 'word'; readonly words: readonly string[]; readonly default?: string }
  /** A point that the target's kind reports. */
  | { readonly type: 'point'; readonly default?: string }
  | { readonly type: 'asset'; readonly of: AssetKind };

export interface FaultSpec {
  /** What a fault of this kind is done to. */
  readonly target: { readonly asset: readonly AssetKind[] } | 'device' | 'link' | 'grid';
  /** By the key in the fault; a duration `x` stands in the fault as `xMs`. */
  readonly fields: Readonly<Record<string, FieldSpec>>;
}

const asset = (kinds: readonly AssetKind[], fields: FaultSpec['fields'] = {}): FaultSpec => ({
  target: { asset: kinds },
  fields,
});
const device = (fields: FaultSpec['fields'] = {}): FaultSpec => ({ target: 'device', fields });
const share = (of: number): FieldSpec => ({ type: 'number', lo: 0, hi: 1, default: of });

const SENSING: readonly AssetKind[] = ['bin', 'tank', 'circuit', 'lamp', 'truck'];

/** Every kind of fault: what it strikes, and what must be said about it. */
export const FAULT_SPECS: Readonly<Record<FaultKind, FaultSpec>> = {
  overflow: asset(['bin'], {
    toPct: { type: 'number', lo: 1, hi: 150, default: 105 },
    over: { type: 'duration', default: 3_600_000 },
  }),
  'missed-stop': asset(['station'], { stands: { type: 'flag', default: false } }),
  scavenged: asset(['bin']),
  fire: asset(['bin'], { peakC: { type: 'number', lo: 80, hi: 400, default: 180 } }),
  'stuck-sensor': asset(SENSING, { point: { type: 'point' } }),
  drift: asset(SENSING, { point: { type: 'point' }, perDay: { type: 'number', lo: -1e4, hi: 1e4 } }),
  spike: asset(SENSING, {
    point: { type: 'point' },
    to: { type: 'number', lo: -1e6, hi: 1e6 },
    share: share(0.1),
  }),
  'unit-mistake': asset(SENSING, {
    point: { type: 'point' },
    factor: { type: 'number', lo: 1e-6, hi: 1e6 },
  }),
  'lamp-dead': asset(['lamp']),
  'lamp-cycling': asset(['lamp'], { period: { type: 'duration', default: 240_000 } }),
  'day-burner': asset(['lamp']),
  'contactor-stuck': asset(['circuit'], { closed: { type: 'flag', default: true } }),
  'phase-lost': asset(['cabinet'], { phase: { type: 'word', words: ['A', 'B', 'C'] } }),
  'supply-loss': asset(['cabinet']),
  leakage: asset(['circuit'], { toMa: { type: 'number', lo: 30, hi: 30_000, default: 350 } }),
  'cable-theft': asset(['circuit'], { share: share(0.4) }),
  'septic-rise': asset(['tank'], { mmPerHour: { type: 'number', lo: 1, hi: 5_000, default: 150 } }),
  spill: asset(['tank']),
  gas: asset(['tank'], { peakLel: { type: 'number', lo: 5, hi: 100, default: 60 } }),
  detour: asset(['truck']),
  'skipped-tail': asset(['truck'], { stops: { type: 'number', lo: 1, hi: 100, whole: true, default: 3 } }),
  'wrong-direction': asset(['truck']),
  'wrong-vehicle': asset(['truck'], { by: { type: 'asset', of: 'truck' } }),
  breakdown: asset(['truck']),
  'no-trip': asset(['truck']),
  'late-start': asset(['truck'], { by: { type: 'duration', signed: true, default: 1_500_000 } }),
  'parked-drift': asset(['truck'], { metres: { type: 'number', lo: 1, hi: 2_000, default: 120 } }),
  silence: device(),
  'dead-battery': device(),
  'tracker-off': device(),
  'clock-1970': device(),
  'clock-step': device({ by: { type: 'duration', signed: true } }),
  'clock-drift': device({ ppm: { type: 'number', lo: -100_000, hi: 100_000 } }),
  duplicates: device({ share: share(0.2) }),
  reordering: device({ share: share(0.2), upTo: { type: 'duration', default: 600_000 } }),
  loss: device({ share: share(0.3) }),
  gcj02: device(),
  'link-loss': { target: 'link', fields: {} },
  'power-cut': { target: 'grid', fields: {} },
};
