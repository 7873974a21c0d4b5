import { describe, expect, test } from 'vitest';
import { type AssetKind, isId } from '../../../../core/index.js';
import type { CitySize } from '../../../../firmware-sim/index.js';
import { distance, type Spot } from '../../../../firmware-sim/plant/place.js';
import { areasOf, SIZES } from '../../../../firmware-sim/plant/town/sizes.js';
import { spotOf } from '../../../../firmware-sim/plant/town/street-net.js';
import { aCity } from '../../../support/city.js';

const quarter = aCity();
const demo = aCity('demo');

const countOf = (city: typeof demo, kind: AssetKind): number =>
  city.assets.reduce((count, asset) => count + Number(asset.kind === kind), 0);

describe('a city', () => {
  test('is the same for the same seed, and another for another', () => {
    const text = (seed: number): string =>
      JSON.stringify({ ...aCity('quarter', seed), gtfs: aCity('quarter', seed).gtfs() });
    expect(text(3)).toBe(text(3));
    expect(text(3)).not.toBe(text(4));
  });

  test.each<CitySize>(['quarter', 'demo', 'district', 'city'])('%s has what its size says', (size) => {
    const city = aCity(size);
    const { stations, tanks, cabinets, lamps, trucks } = SIZES[size];
    const counts = (['station', 'bin', 'site', 'tank', 'cabinet', 'lamp', 'truck', 'depot'] as const).map(
      (kind) => countOf(city, kind),
    );
    expect(counts).toEqual([
      stations,
      4 * stations,
      tanks,
      tanks,
      cabinets,
      lamps,
      trucks,
      areasOf(SIZES[size]),
    ]);
    const ids = [
      ...city.assets.map(({ assetId }) => assetId),
      ...city.devices.map(({ deviceId }) => deviceId),
    ];
    expect(ids.filter((id) => !isId(id))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test.each([
    ['lamp', 'circuit'],
    ['circuit', 'cabinet'],
    ['bin', 'station'],
    ['tank', 'site'],
    ['truck', 'depot'],
  ])('every %s belongs to a %s', (child, parent) => {
    const parents = new Set(demo.assets.flatMap(({ kind, assetId }) => (kind === parent ? assetId : [])));
    const strays = demo.assets.filter(
      ({ kind, parentId }) => kind === child && (parentId === undefined || !parents.has(parentId)),
    );
    expect(strays).toEqual([]);
  });

  test('fits its cabinets into the register map: 3 to 12 circuits of up to 32 lamps, on three phases', () => {
    const children = new Map<string, number>();
    for (const { parentId } of demo.assets) {
      if (parentId !== undefined) children.set(parentId, (children.get(parentId) ?? 0) + 1);
    }
    const of = (kind: AssetKind): number[] =>
      demo.assets.flatMap((asset) => (asset.kind === kind ? (children.get(asset.assetId) ?? 0) : []));
    expect(Math.min(...of('cabinet'))).toBeGreaterThanOrEqual(3);
    expect(Math.max(...of('cabinet'))).toBeLessThanOrEqual(12);
    expect(Math.max(...of('circuit'))).toBeLessThanOrEqual(32);
    const phases = demo.assets.flatMap(({ kind, attributes }) =>
      kind === 'circuit' ? attributes?.phase : [],
    );
    expect(new Set(phases)).toEqual(new Set(['A', 'B', 'C']));
  });

  test('hears many devices through one link, and every device through one', () => {
    const links = new Map<string, number>();
    for (const { link = '' } of demo.devices) links.set(link, (links.get(link) ?? 0) + 1);
    expect(links.has('')).toBe(false);
    expect(Math.max(...links.values())).toBeGreaterThan(20);
    expect(links.size).toBeGreaterThan(20);
  });

  test('lies in cells that tile it, each with a crew and its skills', () => {
    const { features } = demo.grids;
    const cells = new Set(features.map(({ properties }) => properties.gridId));
    expect(cells.size).toBe(features.length);
    expect(demo.assets.filter(({ gridId = '' }) => !cells.has(gridId))).toEqual([]);
    expect(features.every(({ properties: { crew, skills } }) => crew !== '' && skills.length > 0)).toBe(true);
    const rings = features.map(({ geometry }) => geometry.coordinates[0] ?? []);
    expect(rings.every((ring) => ring.length === 5 && String(ring[0]) === String(ring[4]))).toBe(true);
  });
});

describe('its streets', () => {
  const { net } = demo;
  const edges = net.neighbours.flatMap((own, a) => own.flatMap((b) => (a < b ? [[a, b] as const] : [])));

  test('cross only at crossings', () => {
    const crossing = edges.filter(([a, b], index) =>
      edges.slice(index + 1).some(([c, d]) => {
        if (a === c || a === d || b === c || b === d) return false;
        const [p, q] = [spotOf(net, a), spotOf(net, b)];
        const [r, s] = [spotOf(net, c), spotOf(net, d)];
        return turn(p, q, r) * turn(p, q, s) < 0 && turn(r, s, p) * turn(r, s, q) < 0;
      }),
    );
    expect(crossing).toEqual([]);
  });

  test('are all connected, with no dead ends', () => {
    const seen = new Set([0]);
    for (const node of seen) for (const next of net.neighbours[node] ?? []) seen.add(next);
    expect(seen.size).toBe(net.spots.length);
    expect(Math.min(...net.neighbours.map((own) => own.length))).toBeGreaterThanOrEqual(2);
  });

  test('make blocks as a town has them: no perfect grid, T-junctions, lengths from 25 to 330 m', () => {
    const lengths = edges.map(([a, b]) => distance(spotOf(net, a), spotOf(net, b)));
    expect(Math.min(...lengths)).toBeGreaterThan(20);
    expect(Math.max(...lengths)).toBeLessThan(400);
    const mean = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
    const spread = Math.sqrt(lengths.reduce((sum, length) => sum + (length - mean) ** 2, 0) / lengths.length);
    expect(spread / mean).toBeGreaterThan(0.2);
    const three = net.neighbours.filter((own) => own.length === 3).length;
    expect(three / net.neighbours.length).toBeGreaterThan(0.15);
  });
});

const turn = (a: Spot, b: Spot, c: Spot): number => (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);

describe('its lines', () => {
  const lines = demo.lines;
  const lengthOf = ({ spots }: { readonly spots: readonly Spot[] }): number =>
    spots.slice(1).reduce((sum, spot, index) => sum + distance(spots[index] ?? spot, spot), 0);

  test('come in all shapes that are hard to match: loop, figure of eight, out and back, beside itself', () => {
    for (const city of [quarter, demo]) {
      const shapes = new Set(city.lines.map(({ shape }) => shape));
      for (const shape of ['loop', 'figure-eight', 'out-and-back', 'parallel', 'tour'] as const) {
        if (city === demo) expect(shapes).toContain(shape);
      }
    }
    const first = <T>(list: readonly T[]): T | undefined => list[0];
    const loop = lines.find(({ shape }) => shape === 'loop');
    expect(first(loop?.nodes ?? [])).toBe(loop?.nodes.at(-1));
    const eight = lines.find(({ shape }) => shape === 'figure-eight')?.nodes ?? [];
    expect(eight.filter((node) => node === eight[0]).length).toBeGreaterThanOrEqual(3);
    const back = lines.find(({ shape }) => shape === 'out-and-back')?.nodes ?? [];
    expect(back).toEqual(back.toReversed());
  });

  test('the parallel one runs beside itself 25 m apart', () => {
    const { nodes = [] } = lines.find(({ shape }) => shape === 'parallel') ?? {};
    const half = nodes.length / 2;
    const out = nodes.slice(0, half).map((node) => spotOf(demo.net, node));
    const home = nodes
      .slice(half)
      .toReversed()
      .map((node) => spotOf(demo.net, node));
    for (const [index, spot] of out.entries()) expect(distance(spot, home[index] ?? spot)).toBeCloseTo(25, 0);
  });

  test('music lines are short and dense with two windows a day, bus-like ones run 10 to 30 km', () => {
    for (const line of lines) {
      const km = lengthOf(line) / 1_000;
      if (line.kind === 'music') {
        expect(km).toBeLessThan(4);
        expect(line.trips).toHaveLength(2);
      } else expect(km > 8 && km < 30, `${line.lineId}: ${km} km`).toBe(true);
    }
  });

  test('one runs past midnight', () => {
    const times = quarter.gtfs().stop_times.map(({ arrival_time }) => arrival_time ?? '');
    expect(times.some((time) => time >= '24:00:00' && time < '30:00:00')).toBe(true);
  });

  test('drive on streets that exist, and stop in order along them', () => {
    for (const { nodes, stops, spots } of lines) {
      const gaps = nodes
        .slice(1)
        .filter((node, index) => !demo.net.neighbours[nodes[index] ?? -1]?.includes(node));
      expect(gaps).toEqual([]);
      expect(stops.length).toBeGreaterThan(3);
      stops.slice(1).forEach(({ chainage }, index) => {
        expect(chainage).toBeGreaterThan(stops[index]?.chainage ?? 0);
      });
      expect(stops.at(-1)?.chainage).toBeLessThanOrEqual(lengthOf({ spots }));
    }
  });

  test('serve every station with every stream', () => {
    const served = new Map<string, Set<string>>();
    for (const { stops, trips } of lines) {
      for (const { station } of stops) {
        const streams = served.get(station) ?? new Set<string>();
        for (const stream of trips.flatMap((trip) => trip.streams)) streams.add(stream);
        served.set(station, streams);
      }
    }
    expect(served.size).toBe(300);
    expect([...served.values()].every((streams) => streams.size === 4)).toBe(true);
  });
});

describe('its timetable', () => {
  const gtfs = demo.gtfs();
  const column = (file: keyof typeof gtfs, name: string): Set<string> =>
    new Set(gtfs[file].map((row) => row[name] ?? ''));

  test.each([
    ['trips', 'route_id', 'routes', 'route_id'],
    ['trips', 'service_id', 'calendar', 'service_id'],
    ['trips', 'shape_id', 'shapes', 'shape_id'],
    ['stop_times', 'trip_id', 'trips', 'trip_id'],
    ['stop_times', 'stop_id', 'stops', 'stop_id'],
    ['stop_assets', 'stop_id', 'stops', 'stop_id'],
    ['trip_vehicles', 'trip_id', 'trips', 'trip_id'],
    ['line_settings', 'route_id', 'routes', 'route_id'],
  ] as const)('every %s.%s is a %s.%s', (file, name, other, key) => {
    const known = column(other, key);
    expect([...column(file, name)].filter((value) => !known.has(value))).toEqual([]);
  });

  test('times rise along every trip', () => {
    let last = { trip: '', time: '' };
    for (const { trip_id: trip = '', arrival_time: time = '' } of gtfs.stop_times) {
      if (trip === last.trip) expect(time > last.time).toBe(true);
      last = { trip, time };
    }
  });
});
