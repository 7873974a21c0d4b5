import Type from 'typebox';
import { jsonDialect, type Parcel, type Words } from './dialect.js';

const Decoded = Type.Record(Type.String(), Type.Unknown());

const Event = Type.Object({
  time: Type.Optional(Type.String()),
  deviceInfo: Type.Optional(Type.Object({ devEui: Type.Optional(Type.String()) })),
  fCnt: Type.Optional(Type.Integer({ minimum: 0 })),
  fPort: Type.Optional(Type.Integer({ minimum: 0, maximum: 255 })),
  data: Type.Optional(Type.String()),
  object: Type.Optional(Decoded),
  rxInfo: Type.Optional(Type.Array(Type.Object({ rssi: Type.Optional(Type.Number()) }))),
  batteryLevel: Type.Optional(Type.Number()),
});
type Event = Type.Static<typeof Event>;

/** The best of the gateways that heard it, dBm. */
export function bestRssi(heard: readonly { readonly rssi?: number }[] | undefined): Words {
  const all = (heard ?? []).flatMap(({ rssi }) => (rssi === undefined ? [] : [rssi]));
  return all.length === 0 ? {} : { rssi_dbm: Math.max(...all) };
}

/** ChirpStack v4 with its JSON marshaler. Its times have nine digits, and zeros are left out: no `fCnt` is the first frame. */
export const chirpstack = jsonDialect({
  name: 'chirpstack',
  topics: ['application/{app}/device/{device}/event/{event}'],
  idle: ['application/{app}/device/{device}/state/{state}'],
  down: (device) => [`application/+/device/${device}/command/down`],
  schema: Event,
  speaker: ({ device = '' }) => device.toLowerCase(),
  blame: ({ device = '' }) => device.toLowerCase(),
  decode: (event, { device: name = '', event: what }): readonly Parcel[] => {
    const device = name.toLowerCase();
    const ts = event.time === undefined ? {} : { ts: event.time };
    if (what === 'status') return statusOf(event, device, ts);
    if (what !== 'up') return [];
    const head = { ...ts, seq: event.fCnt ?? 0 };
    const extra = bestRssi(event.rxInfo);
    if (event.object !== undefined) return [{ kind: 'words', device, head, words: event.object, extra }];
    // A frame of MAC commands alone has no port, and holds no readings.
    if (event.fPort === undefined || event.fPort === 0) return [];
    return [
      {
        kind: 'bytes',
        device,
        head,
        bytes: Buffer.from(event.data ?? '', 'base64'),
        fPort: event.fPort,
        extra,
      },
    ];
  },
});

function statusOf({ batteryLevel }: Event, device: string, head: Words): readonly Parcel[] {
  // 0 stands for a device on external power, and a level that is not known is left out.
  if (batteryLevel === undefined || batteryLevel <= 0) return [];
  return [{ kind: 'reports', device, items: [{ ...head, battery_pct: batteryLevel }] }];
}
