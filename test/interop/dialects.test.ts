import { describe, expect, test } from 'vitest';
import { aDialectStreet, EUI, PLATFORMS } from '../support/dialect-street.js';
import { startGateway } from '../support/gateway.js';
import { HeldLog } from '../support/held-log.js';
import { mosquittoPub } from '../support/mosquitto-clients.js';
import { until } from '../support/until.js';

const street = () => ({ registry: aDialectStreet(), integrations: PLATFORMS });
const CODED = Buffer.from('8000010111015e001900050000000100 81'.replace(' ', ''), 'hex').toString('base64');

/** What platforms and devices publish, as their manuals show it. */
const MESSAGES = [
  {
    says: 'ChirpStack, bytes for a codec',
    name: 'lns',
    topic: `application/7/device/${EUI}/event/up`,
    payload: {
      time: '2025-11-22T08:00:00.123456789+00:00',
      deviceInfo: { devEui: EUI },
      fPort: 3,
      data: CODED,
    },
    report: {
      device: EUI,
      asset: 'bin-1',
      seq: 0,
      points: { distance_mm: 350, fill_pct: 85, temperature_c: 25, tilt_deg: 5 },
    },
  },
  {
    says: 'The Things Stack, decoded',
    name: 'lns',
    topic: 'v3/city@tenant/devices/manhole/up',
    payload: {
      received_at: '2025-11-22T08:00:00Z',
      uplink_message: { f_cnt: 9, decoded_payload: { level: '700 mm' } },
    },
    report: { device: 'manhole', asset: 'tank-1', seq: 9, points: { level_mm: 500, freeboard_mm: 500 } },
  },
  {
    says: 'Traccar',
    name: 'trucks',
    topic: 'traccar/positions',
    payload: {
      position: { fixTime: 1_763_800_000_000, latitude: 36.6, longitude: 117, speed: 20 },
      device: { uniqueId: '867420051234567' },
    },
    report: {
      device: '867420051234567',
      asset: 'truck-1',
      points: { lat: 36.6, lon: 117, speed_kmh: 37.04 },
    },
  },
  {
    says: 'Tasmota',
    name: 'tasmota-1',
    topic: 'stat/tasmota-1/RESULT',
    payload: { POWER: 'ON' },
    report: { device: 'tasmota-1', asset: 'lamp-1', points: { lamp_on: 1 } },
  },
  {
    says: 'Shelly',
    name: 'shelly-1',
    topic: 'shelly-1/status/light:0',
    payload: { id: 0, output: false, brightness: 40 },
    report: { device: 'shelly-1', asset: 'lamp-2', points: { lamp_on: 0, dim_pct: 40 } },
  },
];

describe('mosquitto_pub speaks for', () => {
  test.each(MESSAGES)('$says', async ({ name, topic, payload, report }) => {
    const gateway = await startGateway(street());
    const account = { port: gateway.port, name };
    expect(await mosquittoPub(account, '-t', topic, '-q', '1', '-m', JSON.stringify(payload))).toMatchObject({
      code: 0,
    });
    expect(await gateway.entries('report')).toMatchObject([report]);
    expect(await gateway.entries('quarantine')).toEqual([]);
  });

  test.each([
    { says: 'bytes for a codec', payload: MESSAGES[0]?.payload },
    { says: 'what nobody can read', payload: 'junk' },
  ])('a platform, and is told only when the log has it: $says', async ({ payload }) => {
    const log = new HeldLog();
    const { port } = await startGateway({ ...street(), log });
    let isDone = false;
    const topic = MESSAGES[0]?.topic ?? '';
    const published = mosquittoPub(
      { port, name: 'lns' },
      '-t',
      topic,
      '-q',
      '1',
      '-m',
      JSON.stringify(payload),
    ).then((outcome) => {
      isDone = true;
      return outcome;
    });
    await until('the log has the message', () => log.waiting === 1);
    // Another client is served meanwhile: what could be answered has been.
    await mosquittoPub({ port, name: 'tasmota-1' }, '-t', 'tele/tasmota-1/INFO1', '-q', '0', '-m', '{}');
    expect(isDone).toBe(false);
    await until('it is told', () => {
      log.settle();
      return isDone;
    });
    expect(await published).toMatchObject({ code: 0 });
  });
});
