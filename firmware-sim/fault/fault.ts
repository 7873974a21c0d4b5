import type { AssetId, DeviceId, UnixMs } from '../../core/index.js';

/** A fault stands from one instant until another, true time. */
export interface Span {
  readonly from: UnixMs;
  /** Exclusive. */
  readonly until: UnixMs;
}

interface OnAsset {
  readonly asset: AssetId;
}
interface OnDevice {
  readonly device: DeviceId;
}

/** What goes wrong with the things themselves, or with the sensor that looks at one. */
export type ThingFault = OnAsset &
  (
    | {
        /** Somebody fills the bin: evenly to `toPct` within `overMs`; it takes an emptying to bring it down. */
        readonly kind: 'overflow';
        readonly toPct: number;
        readonly overMs: number;
      }
    /** Trucks pass the station by, or halt there and lift nothing (`stands`). */
    | { readonly kind: 'missed-stop'; readonly stands: boolean }
    /** Somebody who is not a truck takes the bin's content away, at `from`. */
    | { readonly kind: 'scavenged' }
    | { readonly kind: 'fire'; readonly peakC: number }
    /** One point repeats what it read at `from`. */
    | { readonly kind: 'stuck-sensor'; readonly point: string }
    /** One point goes astray evenly, by `perDay` of its unit. */
    | { readonly kind: 'drift'; readonly point: string; readonly perDay: number }
    /** One point reads `to` in a `share` of the reports. */
    | { readonly kind: 'spike'; readonly point: string; readonly to: number; readonly share: number }
    /** One point arrives multiplied, as by a wrong unit in a converter. */
    | { readonly kind: 'unit-mistake'; readonly point: string; readonly factor: number }
    | { readonly kind: 'lamp-dead' }
    /** The lamp goes out and comes back every `periodMs`. */
    | { readonly kind: 'lamp-cycling'; readonly periodMs: number }
    | { readonly kind: 'day-burner' }
    /** The circuit's contactor stays as it is told here, whatever the photocell says. */
    | { readonly kind: 'contactor-stuck'; readonly closed: boolean }
    | { readonly kind: 'phase-lost'; readonly phase: 'A' | 'B' | 'C' }
    | { readonly kind: 'supply-loss' }
    | { readonly kind: 'leakage'; readonly toMa: number }
    /** The cable is cut behind a `share` of the circuit's lamps. */
    | { readonly kind: 'cable-theft'; readonly share: number }
    /** Inflow beyond what the building sends, millimetres an hour. */
    | { readonly kind: 'septic-rise'; readonly mmPerHour: number }
    /** The outlet is blocked and the tank stands over its rim until `until`. */
    | { readonly kind: 'spill' }
    | { readonly kind: 'gas'; readonly peakLel: number }
    /** The truck leaves its line's shape somewhere on each trip, by a way that is not the line's. */
    | { readonly kind: 'detour' }
    /** The last `stops` of each trip are not driven. */
    | { readonly kind: 'skipped-tail'; readonly stops: number }
    | { readonly kind: 'wrong-direction' }
    /** Another truck drives the trips of this one. */
    | { readonly kind: 'wrong-vehicle'; readonly by: AssetId }
    /** The truck stands where it happens to be. */
    | { readonly kind: 'breakdown' }
    /** The trips are not driven at all; the truck stays in the depot. */
    | { readonly kind: 'no-trip' }
    /** The truck sets out late (or early, when negative). */
    | { readonly kind: 'late-start'; readonly byMs: number }
    /** The parked truck's receiver walks about by up to `metres`. */
    | { readonly kind: 'parked-drift'; readonly metres: number }
  );

/** What goes wrong with the electronics on the way. */
export type DeviceFault = OnDevice &
  /** The device says nothing; its connection breaks off, and nothing is kept for later. */
  (
    | { readonly kind: 'silence' }
    /** The cell runs down from full at `from` to nothing at three quarters of the span; then the device is silent. */
    | { readonly kind: 'dead-battery' }
    /** The tracker is switched off. */
    | { readonly kind: 'tracker-off' }
    | { readonly kind: 'clock-1970' }
    /** The clock is `byMs` off; negative is behind. */
    | { readonly kind: 'clock-step'; readonly byMs: number }
    /** The clock gains (or loses) evenly. */
    | { readonly kind: 'clock-drift'; readonly ppm: number }
    | { readonly kind: 'duplicates'; readonly share: number }
    /** A `share` of the reports comes up to `upToMs` later than the others. */
    | { readonly kind: 'reordering'; readonly share: number; readonly upToMs: number }
    /** Reports get lost for good. */
    | { readonly kind: 'loss'; readonly share: number }
    /** Positions are GCJ-02 and called WGS-84. */
    | { readonly kind: 'gcj02' }
  );

/** What strikes many at once. */
export type AreaFault =
  /** Nothing gets through a gateway or a carrier's cell; devices with a memory send it afterwards. */
  | { readonly kind: 'link-loss'; readonly link: string }
  /** No mains in a grid cell: every cabinet there loses its supply; its controller lives on a battery, as in `supply-loss`. */
  | { readonly kind: 'power-cut'; readonly grid: string };

export type Fault = Span & (ThingFault | DeviceFault | AreaFault);
export type FaultKind = Fault['kind'];
export type FaultOf<K extends FaultKind> = Extract<Fault, { readonly kind: K }>;

export const isDuring = ({ from, until }: Span, at: number): boolean => at >= from && at < until;
