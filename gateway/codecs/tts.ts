import Type from 'typebox';
import { parseRfc3339 } from '../../core/index.js';
import { bestRssi } from './chirpstack.js';
import { jsonDialect, type Parcel } from './dialect.js';

const Time = Type.Optional(Type.String());

const Uplink = Type.Object({
  end_device_ids: Type.Optional(
    Type.Object({ device_id: Type.Optional(Type.String()), dev_eui: Type.Optional(Type.String()) }),
  ),
  received_at: Time,
  uplink_message: Type.Optional(
    Type.Object({
      f_port: Type.Optional(Type.Integer({ minimum: 0, maximum: 255 })),
      f_cnt: Type.Optional(Type.Integer({ minimum: 0 })),
      frm_payload: Type.Optional(Type.String()),
      decoded_payload: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
      rx_metadata: Type.Optional(Type.Array(Type.Object({ rssi: Type.Optional(Type.Number()) }))),
      received_at: Time,
    }),
  ),
});

/** The Things Stack writes the year 1 where it has no time. */
const isSet = (time: string | undefined): time is string =>
  time !== undefined && (parseRfc3339(time) ?? 0) > 0;

/** The Things Stack v3 over MQTT. A device is known by its id there. */
export const tts = jsonDialect({
  name: 'tts',
  topics: ['v3/{app}/devices/{device}/{event}'],
  idle: ['v3/{app}/devices/{device}/{event}/{rest...}'],
  down: (device) => [`v3/+/devices/${device}/down/+`],
  schema: Uplink,
  speaker: ({ device }) => device,
  blame: ({ device = '' }) => device,
  decode: (body, { device = '', event }): readonly Parcel[] => {
    const uplink = body.uplink_message;
    if (event !== 'up' || uplink === undefined) return [];
    const time = [uplink.received_at, body.received_at].find(isSet);
    const head = { ...(time === undefined ? {} : { ts: time }), seq: uplink.f_cnt ?? 0 };
    const extra = bestRssi(uplink.rx_metadata);
    if (uplink.decoded_payload !== undefined)
      return [{ kind: 'words', device, head, words: uplink.decoded_payload, extra }];
    if (uplink.f_port === undefined || uplink.f_port === 0) return [];
    const bytes = Buffer.from(uplink.frm_payload ?? '', 'base64');
    return [{ kind: 'bytes', device, head, bytes, fPort: uplink.f_port, extra }];
  },
});
