import Type from 'typebox';
import { convert } from '../../core/index.js';
import { type Dialect, jsonDialect, type Parcel, type Words } from './dialect.js';

const Time = Type.Optional(Type.Union([Type.String(), Type.Number(), Type.Null()]));
const Amount = Type.Optional(Type.Number());

const Forward = Type.Object({
  device: Type.Object({ uniqueId: Type.String() }),
  position: Type.Object({
    fixTime: Time,
    deviceTime: Time,
    valid: Type.Optional(Type.Boolean()),
    outdated: Type.Optional(Type.Boolean()),
    latitude: Amount,
    longitude: Amount,
    /** Knots. */
    speed: Amount,
    course: Amount,
    /** Metres. */
    accuracy: Amount,
    attributes: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  }),
});
type Position = Type.Static<typeof Forward>['position'];

/** Attributes that have a point, with the unit in which Traccar gives them. */
const ATTRIBUTES = [
  { name: 'ignition', point: 'ignition_on' },
  { name: 'hdop', point: 'hdop' },
  { name: 'battery', point: 'battery_v' },
  { name: 'batteryLevel', point: 'battery_pct' },
  { name: 'odometer', point: 'mileage_km', from: 'm', to: 'km' },
  { name: 'totalDistance', point: 'mileage_km', from: 'm', to: 'km' },
] as const;

export const TRACCAR_TOPIC = 'traccar/positions';

/** What Traccar forwards with `forward.type` `mqtt`; the device is named by its unique id. */
export const traccarOn = (topic: string): Dialect =>
  jsonDialect({
    name: 'traccar',
    topics: [topic],
    schema: Forward,
    speaker: () => undefined,
    blame: () => 'traccar',
    decode: ({ device, position }): readonly Parcel[] => [
      { kind: 'reports', device: device.uniqueId, items: [reportOf(position)] },
    ],
  });

function reportOf(position: Position): Words {
  const ts = position.fixTime ?? position.deviceTime ?? undefined;
  // An outdated position is the last good one said again: where the truck is now nobody knows.
  const fix = position.valid === false || position.outdated === true ? {} : placeOf(position);
  return { ...(ts === undefined ? {} : { ts }), ...fix, ...attributesOf(position.attributes ?? {}) };
}

function placeOf({ latitude, longitude, speed, course, accuracy }: Position): Words {
  return {
    ...(latitude === undefined ? {} : { lat: latitude }),
    ...(longitude === undefined ? {} : { lon: longitude }),
    ...(speed === undefined ? {} : { speed_kmh: convert(speed, 'knots', 'km/h') }),
    ...(course === undefined ? {} : { heading_deg: course }),
    // 0 is what protocols without an accuracy give.
    ...(accuracy === undefined || accuracy === 0 ? {} : { accuracy_m: accuracy }),
  };
}

function attributesOf(attributes: Words): Words {
  const points: Record<string, unknown> = {};
  for (const known of ATTRIBUTES) {
    if (!Object.hasOwn(attributes, known.name) || known.point in points) continue;
    const value = attributes[known.name];
    points[known.point] =
      'from' in known && typeof value === 'number' ? convert(value, known.from, known.to) : value;
  }
  return points;
}
