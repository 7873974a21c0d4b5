import Type, { type TSchema } from 'typebox';
import { ALERT_KINDS, ALERT_STATES, ASSET_KINDS, QUALITIES, ROLES, SEVERITIES } from '../../core/index.js';

const words = (list: readonly string[]): TSchema => Type.String({ enum: [...list] });
const instant = (description: string): TSchema =>
  Type.Integer({ description: `${description}, UTC epoch ms` });
const loose = { additionalProperties: true };

export const Severity = words(SEVERITIES);
export const AssetKindName = words(ASSET_KINDS);
export const AlertKindName = words(ALERT_KINDS);
export const AlertStateName = words(ALERT_STATES);

export const Page = <T extends TSchema>(item: T): TSchema =>
  Type.Object({ items: Type.Array(item), nextCursor: Type.Optional(Type.String()) });

export const PersonBody = Type.Object({ username: Type.String(), role: words(ROLES) });

export const PointBody = Type.Object({
  value: Type.Union([Type.Number(), Type.String()]),
  ts: instant('Observed'),
  quality: words(QUALITIES),
  receivedAt: instant('Received'),
});

export const LatestBody = Type.Object({
  assetId: Type.String(),
  kind: AssetKindName,
  points: Type.Record(Type.String(), PointBody),
});

export const AssetBody = Type.Object(
  { assetId: Type.String(), kind: AssetKindName, name: Type.String() },
  { ...loose, description: 'A line of assets.jsonl; coordinates are WGS-84 degrees' },
);

export const AlertBody = Type.Object(
  {
    id: Type.String(),
    ruleId: Type.String(),
    ruleVersion: Type.Integer(),
    kind: AlertKindName,
    severity: Severity,
    state: AlertStateName,
    openedAt: instant('Observed time of the first breach'),
  },
  loose,
);

export const ReadingBody = Type.Object(
  { ts: instant('Observed; with `every`, the start of the span') },
  { ...loose, description: 'Raw: value, quality, receivedAt. With `every`: min, max, mean, last, count.' },
);

export const LedgerBody = Type.Object({
  device: Type.String(),
  hour: instant('Start of the hour'),
  received: Type.Integer(),
  accepted: Type.Integer(),
  quarantined: Type.Integer(),
  refused: Type.Integer(),
  stored: Type.Integer(),
  duplicate: Type.Integer(),
  pending: Type.Integer({ description: 'Accepted and durable in the log, not yet in the store' }),
  missing: Type.Integer({ description: 'Reports that the device numbered and we never saw' }),
});

export const limitQuery = (most: number, usual: number): TSchema =>
  Type.Optional(Type.Integer({ minimum: 1, maximum: most, default: usual }));
export const timeQuery = Type.Optional(Type.Integer({ description: 'UTC epoch ms' }));

const ROUTE = {
  routeId: Type.String(),
  feedId: Type.String(),
  name: Type.String(),
  corridorM: Type.Optional(Type.Number({ description: 'Half the width of the corridor, metres' })),
  earlyS: Type.Optional(Type.Number({ description: 'Seconds a stop may be served before its time' })),
  lateS: Type.Optional(Type.Number({ description: 'Seconds a stop may be served after its time' })),
  maxHaltS: Type.Optional(Type.Number({ description: 'Longest halt, seconds' })),
};

export const RouteBody = Type.Object(ROUTE);

const ShapeBody = Type.Object({
  shapeId: Type.String(),
  isFromStops: Type.Boolean({ description: 'The feed gave no shape: drawn from stop to stop' }),
  lengthM: Type.Integer(),
  geometry: Type.Object({}, { ...loose, description: 'GeoJSON LineString, WGS-84' }),
});

const StopBody = Type.Object({
  stopId: Type.String(),
  name: Type.String(),
  lat: Type.Number(),
  lon: Type.Number(),
  assets: Type.Array(Type.String()),
});

export const RouteWithShapesBody = Type.Object({
  ...ROUTE,
  shapes: Type.Array(ShapeBody),
  stops: Type.Array(StopBody),
});

export const TripBody = Type.Object({
  feedId: Type.String(),
  tripId: Type.String(),
  routeId: Type.String(),
  shapeId: Type.String(),
  date: Type.String({ description: 'Service day: a trip past midnight belongs to the day it began on' }),
  startsAt: instant('First departure'),
  endsAt: instant('Last arrival'),
  stops: Type.Integer({ description: 'How many' }),
  assetId: Type.Optional(Type.String({ description: 'The truck that is planned for it' })),
});
