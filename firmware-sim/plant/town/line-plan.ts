import type { AssetId } from '../../../core/index.js';
import type { Stream } from '../waste/streams.js';
import type { TruckLine } from './truck-line.js';

export const LINE_SHAPES = ['path', 'loop', 'figure-eight', 'out-and-back', 'parallel', 'tour'] as const;
/** `parallel` runs beside itself 25 m apart; `tour` is a bus-like line. */
export type LineShape = (typeof LINE_SHAPES)[number];

/** One scheduled run of a line, on each of its days. */
export interface TripPlan {
  readonly tripId: string;
  readonly serviceId: ServiceId;
  readonly streams: readonly Stream[];
  /** Planned departure from each stop, seconds after the service day's midnight; above 86,400 the day after. */
  readonly times: readonly number[];
}

/** Which weekdays a service runs on, Monday first. */
export const SERVICES = {
  daily: [1, 1, 1, 1, 1, 1, 1],
  'mon-thu': [1, 0, 0, 1, 0, 0, 0],
  'tue-fri': [0, 1, 0, 0, 1, 0, 0],
  'wed-sat': [0, 0, 1, 0, 0, 1, 0],
} as const;
export type ServiceId = keyof typeof SERVICES;

/** What a line tolerates; goes to `line_settings.txt`. */
export interface LineSettings {
  readonly corridorM: number;
  readonly earlyS: number;
  readonly lateS: number;
  readonly maxHaltS: number;
}

/** A collection line: where it goes, what it serves and when. The truck parks in the depot and unloads at the transfer station. */
export interface CollectionLine extends TruckLine {
  readonly kind: 'music' | 'bus';
  readonly shape: LineShape;
  /** The crossings that `spots` are. */
  readonly nodes: readonly number[];
  readonly trips: readonly TripPlan[];
  readonly settings: LineSettings;
  readonly depot: AssetId;
  readonly depotNode: number;
  readonly transferNode: number;
}
