import type { Device } from '../../core/index.js';
import type { ReportDelivery } from '../plant/delivery.js';
import { nativeReport, type WireMessage } from './native.js';

/** How a device words what it has to say. */
export interface Dialect {
  encode(device: Device, report: ReportDelivery): WireMessage;
  /** It has a connection of its own, whose coming and going the broker hears. */
  readonly hasStatus: boolean;
}

const NATIVE: Dialect = { encode: (_, report) => nativeReport(report), hasStatus: true };

/** By the device's profile; what no other dialect claims is native. */
const DIALECTS: ReadonlyMap<string | undefined, Dialect> = new Map<string | undefined, Dialect>();

export const dialectOf = ({ profile }: Device): Dialect => DIALECTS.get(profile) ?? NATIVE;
