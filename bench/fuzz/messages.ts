/** A message as it comes from a client. */
export interface WireMessage {
  readonly topic: string;
  readonly payload: Buffer;
}

const json = (topic: string, body: unknown): WireMessage => ({
  topic,
  payload: Buffer.from(JSON.stringify(body)),
});
const text = (topic: string, payload: string): WireMessage => ({ topic, payload: Buffer.from(payload) });
const hex = (topic: string, digits: string): WireMessage => ({ topic, payload: Buffer.from(digits, 'hex') });

const TIME = '2025-11-22T08:00:00.775023242+00:00';
const CODED = 'gAABAREH0AAZAAAAAAAAAIE=';

/** Good messages of every dialect, about the devices of `street.ts`; what is fuzzed is made out of them. */
export const MESSAGES: readonly WireMessage[] = [
  json('sk/v1/native/up', { ts: 1_763_800_000_000, boot: 1, seq: 7, fill_pct: 40.5, battery_v: 3.6 }),
  json('sk/v1/native/up', [
    { ts: TIME, asset: 'bin-1', temperature_c: 21 },
    { seq: 8, lid_open: true },
  ]),
  json('sk/v1/native/status', { online: true, fw: '1.2' }),
  json('application/a/device/coded/event/up', {
    time: TIME,
    fCnt: 3,
    fPort: 3,
    data: CODED,
    rxInfo: [{ rssi: -71 }],
  }),
  json('application/a/device/coded/event/up', {
    time: TIME,
    fCnt: 4,
    object: { level: '700 mm', temperature: '3 ℃' },
  }),
  json('application/a/device/coded/event/status', { time: TIME, batteryLevel: 88.3 }),
  json('v3/a@t/devices/coded/up', {
    received_at: TIME,
    uplink_message: {
      f_port: 3,
      f_cnt: 5,
      frm_payload: CODED,
      received_at: TIME,
      rx_metadata: [{ rssi: -60 }],
    },
  }),
  json('v3/a@t/devices/coded/up', { uplink_message: { decoded_payload: { level: '450 mm', angle: '2 °' } } }),
  hex('spBv1.0/g/NBIRTH/n', '0880ccb0d5aa33120b0a056264536571200858021800'),
  hex(
    'spBv1.0/g/DBIRTH/n/d',
    '0880ccb0d5aa3312110a086c6576656c5f6d6d1003200350bc0512140a09626174746572795f761004200965000060401801',
  ),
  hex('spBv1.0/g/DDATA/n/d', '0880ccb0d5aa3312071003200350c60512091004200965000050401802'),
  json('traccar/positions', {
    device: { id: 3, uniqueId: 'tracker' },
    position: {
      ...{ fixTime: TIME, valid: true, latitude: 36.6, longitude: 117, speed: 10, course: 90, accuracy: 4 },
      attributes: { ignition: true, totalDistance: 12_345.6, batteryLevel: 80 },
    },
  }),
  json('tele/plug/STATE', { Time: '2025-11-22T08:00:00', POWER: 'ON', Dimmer: 60, Wifi: { Signal: -57 } }),
  json('tele/plug/SENSOR', { ENERGY: { Power: 42, Voltage: 230 } }),
  text('tele/plug/LWT', 'Online'),
  json('plug/status/light:0', { id: 0, output: true, brightness: 55, apower: 9.1 }),
  text('shellies/plug/relay/0', 'on'),
  text('shellies/plug/online', 'false'),
];
