import { describe, expect, onTestFinished, test } from 'vitest';
import { unixMs } from '../../../core/index.js';
import {
  CodecRunner,
  createTranslator,
  dialectsOf,
  loadCodecs,
  loadProfiles,
  type Translator,
} from '../../../gateway/index.js';
import { aDialectStreet, EUI } from '../../support/dialect-street.js';
import { ManualClock } from '../../support/manual-clock.js';
import { projectPath } from '../../support/project-files.js';

const NOW = unixMs(1_763_800_000_000);
const TIME = '2025-11-22T08:00:00.775023242+00:00';
const AT = Date.parse('2025-11-22T08:00:00.775Z');
const hex = (text: string): string => Buffer.from(text.replaceAll(' ', ''), 'hex').toString('base64');

async function aTranslator(clock = new ManualClock(NOW)): Promise<Translator> {
  const codecs = new CodecRunner(
    new Map([
      ...(await loadCodecs(projectPath('gateway/profiles/codecs'))),
      [
        'hangs',
        'function decodeUplink(i) { for (; i.bytes[0] === 0; ) {} return { data: { fill_pct: 1 } }; }',
      ],
      ['bad', 'function decodeUplink() { throw new Error("short"); }'],
      [
        'odd',
        'function decodeUplink(i) { return [{ errors: [{ toString: 1 }] }, { data: [] }, [], { data: { __proto__: null, toString: 1 } }][i.bytes[0]]; }',
      ],
      ['good', 'function decodeUplink(i) { return { data: { fill_pct: i.bytes[0], seq: 1000 } }; }'],
    ]),
  );
  onTestFinished(() => codecs.close());
  const { profiles, faults } = await loadProfiles(projectPath('gateway/profiles'));
  expect(faults).toEqual([]);
  return createTranslator({ dialects: dialectsOf(), profiles, codecs, registry: aDialectStreet(), clock });
}

/** What the log would be given, in short. */
async function hear(topic: string, body: unknown, translator?: Translator) {
  const reader = translator ?? (await aTranslator());
  const found = reader.find(topic);
  if (found === undefined) return 'foreign';
  const payload = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const sent: string[] = [];
  const heard = await reader.read(found, payload, {
    name: 'lns',
    maySpeakFor: (device) => device !== 'shelly-1' || topic.includes('shelly-1'),
    send: (to) => sent.push(to),
  });
  return heard.map(({ device, reports, rejections, online }) => ({
    device,
    ...(online === undefined ? {} : { online }),
    ...(reports.length === 0
      ? {}
      : {
          reports: reports.map((one) => ({
            at: one.observedAt,
            seq: one.seq,
            asset: one.asset,
            ...one.points,
          })),
        }),
    ...(rejections.length === 0 ? {} : { rejections: rejections.map(({ reason }) => reason) }),
  }));
}

const UP = `application/0b1c/device/${EUI}/event/up`;

describe('ChirpStack v4', () => {
  test('bytes go through the codec and the profile of the device; no fCnt is 0, times have nanoseconds', async () => {
    const body = {
      time: TIME,
      deviceInfo: { devEui: EUI },
      fPort: 3,
      data: hex('80 00 01 01 11 02 bc 00 19 00 05 00 00 00 01 00 81'),
      rxInfo: [{ rssi: -97 }, { rssi: -71 }],
    };
    expect(await hear(UP, body)).toEqual([
      {
        device: EUI,
        reports: [
          {
            at: AT,
            seq: 0,
            asset: 'bin-1',
            rssi_dbm: -71,
            distance_mm: 700,
            fill_pct: 50,
            temperature_c: 25,
            tilt_deg: 5,
          },
        ],
      },
    ]);
  });

  test('the EUI of the topic is written in small letters', async () => {
    const heard = await hear(UP.replace(EUI, EUI.toUpperCase()), { object: { level: '200 mm' } });
    expect(heard).toMatchObject([{ device: EUI, reports: [{ fill_pct: 100 }] }]);
  });

  test('a decoded object needs no codec, and the platform is believed before the bytes', async () => {
    const body = {
      time: TIME,
      fCnt: 12,
      object: { level: '1200 mm', temperature: '3 ℃' },
      data: 'AAAA',
      fPort: 3,
    };
    expect(await hear(UP, body)).toMatchObject([{ reports: [{ seq: 12, fill_pct: 0, temperature_c: 3 }] }]);
  });

  test('without a profile its keys are points', async () => {
    expect(await hear('application/a/device/eui-plain/event/up', { object: { fill_pct: 40, x: 1 } })).toEqual(
      [
        {
          device: 'eui-plain',
          reports: [{ at: NOW, seq: 0, asset: 'bin-1', fill_pct: 40 }],
          rejections: ['x: no such point'],
        },
      ],
    );
  });

  test.each([
    { says: 'no JSON', body: 'junk', reason: 'the payload is not JSON' },
    { says: 'another JSON', body: { fCnt: -1 }, reason: /^not chirpstack: fCnt: / },
    {
      says: 'a codec that throws',
      body: { data: '', fPort: 1 },
      device: 'eui-bad',
      reason: 'bad: the codec threw: short',
    },
    {
      says: 'bytes without a codec',
      body: { data: '', fPort: 1 },
      device: 'eui-plain',
      reason: 'bytes, and the device has no codec',
    },
    {
      says: 'a frame that no radio carries',
      body: { data: hex('00'.repeat(2_000)), fPort: 1 },
      reason: 'a frame of 2000 bytes',
    },
    {
      says: 'bytes and a profile that is not there',
      body: { data: '', fPort: 1 },
      device: 'eui-typo',
      reason: 'bytes, and there is no profile dingtek-df70',
    },
    {
      says: 'a codec that refuses',
      body: { data: '', fPort: 1 },
      reason: 'dingtek-df702: the codec says: unknown FPort',
    },
    {
      says: 'a device that nobody registered',
      body: { object: { a: 1 } },
      device: 'eui-none',
      reason: 'unknown device',
    },
  ])('what can not be taken is told: $says', async ({ body, device = EUI, reason }) => {
    expect(await hear(UP.replace(EUI, device), body)).toEqual([
      { device, rejections: [expect.stringMatching(reason)] },
    ]);
  });

  test.each([
    { byte: '00', reason: 'odd: the codec says: {"toString":1}' },
    { byte: '01', reason: 'odd: the codec returned no data' },
    { byte: '02', reason: 'odd: the codec returned no object' },
    { byte: '03', reason: 'toString: no such point' },
    { byte: '04', reason: 'odd: the codec returned nothing' },
  ])('a codec that returns rubbish is told: $reason', async ({ byte, reason }) => {
    expect(await hear(UP.replace(EUI, 'eui-odd'), { fPort: 1, data: hex(byte) })).toMatchObject([
      { rejections: [reason] },
    ]);
  });

  test('a codec that hangs three times in a row is left alone for a minute', async () => {
    const clock = new ManualClock(NOW);
    const translator = await aTranslator(clock);
    const say = async (byte: string): Promise<unknown> => {
      const heard = await hear(UP.replace(EUI, 'eui-hangs'), { fPort: 1, data: hex(byte) }, translator);
      return typeof heard === 'string' ? heard : (heard[0]?.rejections?.[0] ?? 'taken');
    };
    const hung = 'hangs: the codec took longer than 50 ms';
    const left = 'hangs: not run, since it keeps hanging';
    expect([await say('00'), await say('00'), await say('01'), await say('00')]).toEqual([
      hung,
      hung,
      'taken',
      hung,
    ]);
    expect([await say('00'), await say('00'), await say('01')]).toEqual([hung, hung, left]);
    clock.advance(60_000);
    expect(await say('01')).toBe('taken');
  });

  test.each(['join', 'ack', 'txack', 'log', 'location'])('an event %s holds no readings', async (event) => {
    expect(await hear(UP.replace('/up', `/${event}`), { time: TIME })).toEqual([]);
  });

  test('an event status gives the battery', async () => {
    expect(await hear(UP.replace('/up', '/status'), { time: TIME, batteryLevel: 88.3 })).toMatchObject([
      { reports: [{ at: AT, battery_pct: 88.3 }] },
    ]);
  });
});

describe('The Things Stack v3', () => {
  const topic = 'v3/city@tenant/devices/bin-decoded/up';

  test('a decoded payload', async () => {
    const body = {
      end_device_ids: { device_id: 'bin-decoded' },
      received_at: '2025-11-22T08:00:01Z',
      uplink_message: {
        f_port: 3,
        f_cnt: 7,
        decoded_payload: { level: '450 mm', full: false },
        rx_metadata: [{ rssi: -60 }],
        received_at: TIME,
      },
    };
    expect(await hear(topic, body)).toEqual([
      {
        device: 'bin-decoded',
        reports: [{ at: AT, seq: 7, asset: 'bin-1', rssi_dbm: -60, distance_mm: 450, fill_pct: 75 }],
      },
    ]);
  });

  test('bytes, a time that was never set and no counter', async () => {
    const body = {
      received_at: TIME,
      uplink_message: {
        f_port: 3,
        frm_payload: hex('8000010111 07d0 00 19 0000 00 00 0000 00 81'),
        received_at: '0001-01-01T00:00:00Z',
      },
    };
    expect(await hear(topic, body)).toMatchObject([
      { reports: [{ at: AT, seq: 0, distance_mm: 2_000, fill_pct: 0 }] },
    ]);
  });

  test.each([
    'v3/a/devices/bin-decoded/join',
    'v3/a/devices/bin-decoded/down/ack',
    'v3/a/devices/bin-decoded/down/sent',
  ])('nothing is in %s', async (other) => expect(await hear(other, {})).toEqual([]));
});

describe('Traccar', () => {
  const forward = (position: object) => ({ device: { id: 3, uniqueId: '867420051234567' }, position });

  test('knots become km/h, metres kilometres', async () => {
    const position = {
      fixTime: TIME,
      valid: true,
      latitude: 36.66,
      longitude: 117.02,
      speed: 10,
      course: 90.5,
      accuracy: 4,
      attributes: { ignition: true, batteryLevel: 80, totalDistance: 1_234_500, hdop: 0.9 },
    };
    expect(await hear('traccar/positions', forward(position))).toEqual([
      {
        device: '867420051234567',
        reports: [
          {
            ...{
              at: AT,
              seq: undefined,
              asset: 'truck-1',
              lat: 36.66,
              lon: 117.02,
              speed_kmh: 18.52,
              heading_deg: 90.5,
            },
            ...{ accuracy_m: 4, ignition_on: 1, battery_pct: 80, mileage_km: 1_234.5, hdop: 0.9 },
          },
        ],
      },
    ]);
  });

  test('a fix that is none moves no truck', async () => {
    const position = {
      fixTime: TIME,
      outdated: true,
      latitude: 1,
      longitude: 1,
      attributes: { ignition: false },
    };
    expect(await hear('traccar/positions', forward(position))).toEqual([
      { device: '867420051234567', reports: [{ at: AT, seq: undefined, asset: 'truck-1', ignition_on: 0 }] },
    ]);
  });

  test.each([{ body: {} }, { body: 'x' }, { body: { device: {}, position: {} } }])(
    '$body is charged to who brought it',
    async ({ body }) => {
      expect(await hear('traccar/positions', body)).toMatchObject([{ device: 'traccar' }]);
    },
  );
});

describe('Tasmota', () => {
  test.each([
    {
      topic: 'tele/tasmota-1/STATE',
      body: { Time: '2025-11-22T08:00:00', POWER: 'ON', Dimmer: 60, Wifi: { Signal: -57 } },
      points: { lamp_on: 1, dim_pct: 60, rssi_dbm: -57 },
    },
    { topic: 'stat/tasmota-1/RESULT', body: { POWER: 'OFF' }, points: { lamp_on: 0 } },
    {
      topic: 'tele/tasmota-1/SENSOR',
      body: { ENERGY: { Power: 42, Voltage: 230 } },
      points: { power_w: 42 },
    },
  ])('$topic', async ({ topic, body, points }) => {
    expect(await hear(topic, body)).toEqual([
      { device: 'tasmota-1', reports: [{ at: NOW, seq: undefined, asset: 'lamp-1', ...points }] },
    ]);
  });

  test('is there and gone', async () => {
    expect(await hear('tele/tasmota-1/LWT', 'Online')).toEqual([{ device: 'tasmota-1', online: true }]);
    expect(await hear('tele/tasmota-1/LWT', 'Offline')).toEqual([{ device: 'tasmota-1', online: false }]);
    expect(await hear('tele/tasmota-1/LWT', '?')).toEqual([
      { device: 'tasmota-1', rejections: ['neither Online nor Offline'] },
    ]);
  });

  test.each([
    { topic: 'tele/tasmota-1/INFO1', body: '{}' },
    { topic: 'stat/tasmota-1/POWER', body: 'ON' },
    { topic: 'tasmota/discovery/AABBCC/config', body: '{}' },
  ])('what it says of itself is no reading: $topic', async ({ topic, body }) => {
    expect(await hear(topic, body)).toEqual([]);
  });

  test('a result of a setting is none either, but keeps its place', async () => {
    expect(await hear('stat/tasmota-1/RESULT', { TelePeriod: 300 })).toEqual([{ device: 'tasmota-1' }]);
  });
});

describe('Shelly', () => {
  test.each([
    {
      topic: 'shellies/shelly-1/light/0/status',
      body: { ison: true, brightness: 30 },
      points: { lamp_on: 1, dim_pct: 30 },
    },
    { topic: 'shellies/shelly-1/light/0', body: 'off', points: { lamp_on: 0 } },
    { topic: 'shellies/shelly-1/relay/0/power', body: '17.5', points: { power_w: 17.5 } },
    {
      topic: 'shelly-1/status/light:0',
      body: { id: 0, output: true, brightness: 55, apower: 9.1 },
      points: { lamp_on: 1, dim_pct: 55, power_w: 9.1 },
    },
    {
      topic: 'shelly-1/status/switch:0',
      body: { output: false, apower: 0, aenergy: { total: 1_500 } },
      points: { lamp_on: 0, power_w: 0 },
    },
  ])('$topic', async ({ topic, body, points }) => {
    expect(await hear(topic, body)).toEqual([
      { device: 'shelly-1', reports: [{ at: NOW, seq: undefined, asset: 'lamp-2', ...points }] },
    ]);
  });

  test.each(['shellies/shelly-1/online', 'shelly-1/online'])('is there: %s', async (topic) => {
    expect(await hear(topic, 'true')).toEqual([{ device: 'shelly-1', online: true }]);
  });

  test.each([
    'shelly-1/events/rpc',
    'shelly-1/status/wifi',
    'shellies/shelly-1/temperature',
    'shellies/announce',
  ])('no reading: %s', async (topic) => expect(await hear(topic, '{"a":1}')).toEqual([]));
});

describe('profiles', () => {
  test('a manhole sensor on a tank tells level and room', async () => {
    const body = { object: { level: '700 mm', battery: false, temperature: '22 ℃' } };
    expect(await hear('application/a/device/manhole/event/up', body)).toMatchObject([
      { reports: [{ asset: 'tank-1', level_mm: 500, freeboard_mm: 500 }] },
    ]);
  });

  test('a controller speaks for its lamps, those that are registered', async () => {
    const body = { fPort: 85, data: hex('0374 b208 0683 56040000 0831 0901') };
    expect(await hear('application/a/device/lines/event/up', body)).toEqual([
      {
        device: 'lines',
        reports: [
          { at: NOW, seq: 0, asset: 'cab-1', voltage_v: 222.6, energy_kwh: 1.11 },
          { at: NOW, seq: 0, asset: 'cab-1-l1', lamp_on: 1 },
          { at: NOW, seq: 0, asset: 'cab-1-l2', lamp_on: 0 },
        ],
      },
    ]);
  });

  test('what a codec of a user says in our own words is taken so', async () => {
    expect(await hear('application/a/device/eui-good/event/up', { fPort: 1, data: hex('2a') })).toMatchObject(
      [{ reports: [{ fill_pct: 42, seq: 1_000 }] }],
    );
  });
});

test.each([
  'city/hall',
  'application/a/device/b/command/down',
  'v3/a/devices/b',
  'spBv1.0/g/NCMD/n',
  'spBv1.0/STATE/h',
  'cmnd/tasmota-1/POWER',
])('nobody may publish to %s', async (topic) => expect(await hear(topic, {})).toBe('foreign'));
