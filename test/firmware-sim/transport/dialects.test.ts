import { describe, expect, onTestFinished, test } from 'vitest';
import { type Device, RegistryIndex, unixMs } from '../../../core/index.js';
import {
  createFleet,
  createWorld,
  dialectOf,
  platformsOf,
  type ReportDelivery,
} from '../../../firmware-sim/index.js';
import {
  CodecRunner,
  createTranslator,
  dialectsOf,
  loadCodecs,
  loadProfiles,
} from '../../../gateway/index.js';
import { systemClock } from '../../../runtime/index.js';
import { aCity } from '../../support/city.js';
import { ManualClock } from '../../support/manual-clock.js';
import { mosquitto } from '../../support/mosquitto.js';
import { projectPath } from '../../support/project-files.js';
import { until } from '../../support/until.js';

const FROM = unixMs(Date.UTC(2026, 3, 13, 0));
const TO = unixMs(FROM + 3_600_000);
const city = aCity('quarter', 7, { dialects: 'mixed' });
const devices = new Map(city.devices.map((device) => [device.deviceId, device]));
const spoken = [...createWorld(city).deliveries(FROM, TO, 'spoken')].filter(
  (delivery): delivery is ReportDelivery => delivery.kind === 'report',
);
const deviceOf = ({ device }: ReportDelivery): Device => {
  const found = devices.get(device);
  if (found === undefined) throw new Error(`no device ${device}`);
  return found;
};
const saidBy = (profile: string) => spoken.filter((report) => deviceOf(report).profile === profile);

/** The gateway's own reading of what the simulator says. */
async function aReader() {
  const codecs = new CodecRunner(await loadCodecs(projectPath('gateway/profiles/codecs')));
  onTestFinished(() => codecs.close());
  const { profiles } = await loadProfiles(projectPath('gateway/profiles'));
  const registry = new RegistryIndex();
  registry.add(city.assets, city.devices);
  const clock = new ManualClock(TO);
  const translator = createTranslator({ dialects: dialectsOf(), profiles, codecs, registry, clock });
  return async (topic: string, payload: string) => {
    const found = translator.find(topic);
    if (found === undefined) throw new Error(`nobody reads ${topic}`);
    const platform = platformsOf(city.devices).find(({ idPrefix }) => payload.includes(`"${idPrefix}`));
    const bearer = {
      name: platform?.name ?? '',
      maySpeakFor: (id: string) => id.startsWith(platform?.idPrefix ?? '?'),
      send: () => {},
    };
    const [heard, ...more] = await translator.read(found, Buffer.from(payload), bearer);
    expect(more).toEqual([]);
    expect(heard?.rejections).toEqual([]);
    expect(heard?.reports).toHaveLength(1);
    return heard?.reports[0];
  };
}

/** Each message of these as the gateway reads it, beside what the sensors said. */
async function pairs(reports: readonly ReportDelivery[]) {
  const read = await aReader();
  return Promise.all(
    reports.map(async (said) => {
      const device = deviceOf(said);
      const { topic, payload } = dialectOf(device).encode(device, said);
      return { said, heard: await read(topic, payload) };
    }),
  );
}

describe('a city of mixed dialects', () => {
  test('every third bin, tank and truck speaks through a platform; the rest and the names of things stay', () => {
    const native = aCity();
    const counts = new Map<string, number>();
    for (const { profile = '' } of city.devices) counts.set(profile, (counts.get(profile) ?? 0) + 1);
    expect(Object.fromEntries(counts)).toEqual({
      'gps-terminal': 4,
      traccar: 2,
      'ultrasonic-bin': 107,
      'milesight-em310-udl': 53,
      'tank-level': 17,
      'milesight-em500-swl': 8,
      'streetkeep-cabinet': 8,
    });
    expect(devices.size).toBe(native.devices.length);
    expect(city.assets.map(({ assetId }) => assetId)).toEqual(native.assets.map(({ assetId }) => assetId));
    expect(platformsOf(native.devices)).toEqual([]);
    for (const device of city.devices) {
      const prefix = dialectOf(device).platform?.idPrefix;
      if (prefix !== undefined) expect(device.deviceId.startsWith(prefix)).toBe(true);
    }
  });
});

describe('the gateway reads what was measured from', () => {
  test('a distance sensor behind ChirpStack: fill within 1 %, the cell in per cent, when a gateway heard it', async () => {
    const all = await pairs(saidBy('milesight-em310-udl'));
    expect(all.length).toBeGreaterThan(100);
    for (const { said, heard } of all) {
      expect(heard).toMatchObject({ device: said.device, asset: said.asset, seq: said.seq });
      expect(heard?.observedAt).toBe(said.sampledAt);
      expect(Math.abs(Number(heard?.points.fill_pct) - Number(said.points.fill_pct))).toBeLessThan(1);
      expect(Math.abs(Number(heard?.points.distance_mm) - Number(said.points.distance_mm))).toBeLessThan(10);
      expect(heard?.points.battery_pct).toBeGreaterThanOrEqual(0);
    }
  });

  test('a level probe behind ChirpStack: within half a centimetre', async () => {
    const all = await pairs(saidBy('milesight-em500-swl'));
    expect(all.length).toBeGreaterThan(5);
    for (const { said, heard } of all) {
      expect(heard).toMatchObject({ asset: said.asset, observedAt: said.sampledAt });
      expect(Math.abs(Number(heard?.points.level_mm) - Number(said.points.level_mm))).toBeLessThanOrEqual(
        5.001,
      );
    }
  });

  test('a terminal behind Traccar: place within 1e-5 degrees, speed within 0.1 km/h, and none without a fix', async () => {
    const all = await pairs(saidBy('traccar'));
    expect(all.some(({ said }) => Number(said.points.speed_kmh) > 5)).toBe(true);
    for (const { said, heard } of all) {
      expect(heard).toMatchObject({ asset: said.asset, observedAt: said.ts });
      expect(heard?.points.ignition_on).toBe(said.points.ignition_on);
      expect(heard?.points.mileage_km).toBeCloseTo(Number(said.points.mileage_km), 3);
      if (said.points.lat === undefined) {
        expect(heard?.points).not.toHaveProperty('lat');
        continue;
      }
      expect(heard?.points.lat).toBeCloseTo(Number(said.points.lat), 5);
      expect(heard?.points.lon).toBeCloseTo(Number(said.points.lon), 5);
      expect(Math.abs(Number(heard?.points.speed_kmh) - Number(said.points.speed_kmh))).toBeLessThan(0.1);
    }
  });

  test('a report without a place is a position that is not valid', async () => {
    const [report] = saidBy('traccar');
    if (report === undefined) throw new Error('no truck speaks');
    const [pair] = await pairs([{ ...report, points: { ignition_on: 1, mileage_km: 12.5 } }]);
    expect(pair?.heard?.points).toEqual({ ignition_on: 1, mileage_km: 12.5 });
  });

  test.each([
    { says: 'above the rim', fill_pct: 130, expected: { fill_pct: 100, distance_mm: 0 } },
    { says: 'below the floor', fill_pct: -9_000, expected: { fill_pct: 0 } },
  ])('a falsified fill $says still fits the frame', async ({ fill_pct, expected }) => {
    const [report] = saidBy('milesight-em310-udl');
    if (report === undefined) throw new Error('no bin speaks');
    const [pair] = await pairs([{ ...report, points: { fill_pct } }]);
    expect(pair?.heard?.points).toMatchObject(expected);
  });
});

describe('on the wire', () => {
  test.each([
    { platform: 'chirpstack', profile: 'milesight-em310-udl' },
    { platform: 'traccar', profile: 'traccar' },
  ])(
    'one connection of $platform carries its devices, as mosquitto passes them on',
    async ({ platform, profile }) => {
      const broker = await mosquitto();
      onTestFinished(() => broker.close());
      const { seen } = await broker.watch('application/#', 'traccar/positions', 'sk/v1/#');
      const own = city.devices.filter((device) => device.profile === profile);
      const fleet = createFleet({ devices: own, url: broker.url, secrets: new Map(), clock: systemClock });
      onTestFinished(() => fleet.close());
      const reports = saidBy(profile).slice(0, 20);
      for (const { deviceId } of own) fleet.setLink(deviceId, true);
      for (const report of reports) fleet.deliver(report);
      await until('all are passed on', () => seen.length >= reports.length && fleet.open === 0);
      expect(fleet.connected).toBe(1);
      expect(own.some(({ deviceId }) => fleet.hasConnection(deviceId))).toBe(false);
      expect(platformsOf(own).map(({ name }) => name)).toEqual([platform]);
      const read = await aReader();
      for (const [index, line] of seen.entries()) {
        const space = line.indexOf(' ');
        const heard = await read(line.slice(0, space), line.slice(space + 1));
        expect(heard).toMatchObject({ device: reports[index]?.device, asset: reports[index]?.asset });
      }
      expect(seen).toHaveLength(reports.length);
    },
  );
});
