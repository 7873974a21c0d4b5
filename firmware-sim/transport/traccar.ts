import type { Device } from '../../core/index.js';
import type { ReportDelivery } from '../plant/delivery.js';
import type { Points } from '../plant/sampler.js';
import type { WireMessage } from './native.js';

const KMH_IN_A_KNOT = 1.852;

/** A position as Traccar forwards it. Speed in knots, distances in metres; times are what the terminal's clock claims. */
export function forwarded({ deviceId }: Device, report: ReportDelivery): WireMessage {
  const { asset, ts, sampledAt, at, points } = report;
  const claimed = new Date(ts ?? sampledAt).toISOString();
  return {
    topic: 'traccar/positions',
    payload: JSON.stringify({
      position: {
        protocol: 'gt06',
        deviceTime: claimed,
        fixTime: claimed,
        serverTime: new Date(at).toISOString(),
        ...placeOf(points),
        attributes: {
          ...(points.ignition_on === undefined ? {} : { ignition: points.ignition_on === 1 }),
          ...(points.hdop === undefined ? {} : { hdop: points.hdop }),
          ...(points.mileage_km === undefined
            ? {}
            : { odometer: Math.round(Number(points.mileage_km) * 1_000) }),
        },
      },
      device: { name: asset, uniqueId: deviceId, status: 'online' },
    }),
  };
}

/** Without a fix the terminal sends zeros and says that they are not valid. */
function placeOf({ lat, lon, speed_kmh, heading_deg, accuracy_m }: Points): object {
  if (lat === undefined || lon === undefined)
    return { valid: false, latitude: 0, longitude: 0, speed: 0, course: 0, accuracy: 0 };
  return {
    valid: true,
    latitude: lat,
    longitude: lon,
    speed: Number(speed_kmh ?? 0) / KMH_IN_A_KNOT,
    course: heading_deg ?? 0,
    accuracy: accuracy_m ?? 0,
  };
}
