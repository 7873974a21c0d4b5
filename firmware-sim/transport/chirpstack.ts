import type { Device } from '../../core/index.js';
import { chargeOf } from '../plant/cell.js';
import type { ReportDelivery } from '../plant/delivery.js';
import { clamp, type Points } from '../plant/sampler.js';
import type { WireMessage } from './native.js';

/** Channels of Milesight's frames, each with the type of its value; values are little-endian. */
const BATTERY = [0x01, 0x75] as const;
const DISTANCE = [0x03, 0x82] as const;
const DEPTH = [0x03, 0x77] as const;
const MILESIGHT_PORT = 85;
const APPLICATION = '52f14cd4-c6f1-4fbd-8f87-4025e1d49242';

const word = (value: number): readonly number[] => {
  const whole = clamp(Math.round(value), 0, 0xff_ff);
  return [whole & 0xff, whole >> 8];
};

const battery = ({ battery_v: volts }: Points): readonly number[] =>
  volts === undefined ? [] : [...BATTERY, chargeOf(Number(volts))];

/** EM310-UDL: the distance to what lies in the bin, mm. A fault that falsifies the fill falsifies the distance. */
export function em310Frame(points: Points, depthMm: number): Buffer {
  const { fill_pct: fill } = points;
  const distance = fill === undefined ? [] : [...DISTANCE, ...word(depthMm * (1 - Number(fill) / 100))];
  return Buffer.from([...battery(points), ...distance]);
}

/** EM500-SWL: the height of the liquid above the probe, cm. */
export function em500Frame(points: Points): Buffer {
  const { level_mm: level } = points;
  const depth = level === undefined ? [] : [...DEPTH, ...word(Number(level) / 10)];
  return Buffer.from([...battery(points), ...depth]);
}

/**
 * The event `up` of ChirpStack v4. The sensor has no clock: the time is when a gateway heard it. A first frame has no
 * `fCnt`, since zeros are left out.
 */
export function uplink({ deviceId, profile }: Device, report: ReportDelivery, frame: Buffer): WireMessage {
  const { sampledAt, seq } = report;
  return {
    topic: `application/${APPLICATION}/device/${deviceId}/event/up`,
    payload: JSON.stringify({
      time: new Date(sampledAt).toISOString().replace('Z', '000000+00:00'),
      deviceInfo: {
        applicationId: APPLICATION,
        applicationName: 'sanitation',
        deviceProfileName: profile,
        deviceName: report.asset,
        devEui: deviceId,
      },
      ...(seq === undefined || seq === 0 ? {} : { fCnt: seq }),
      fPort: MILESIGHT_PORT,
      data: frame.toString('base64'),
    }),
  };
}
