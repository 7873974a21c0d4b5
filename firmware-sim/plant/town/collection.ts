import { type AssetId, assetId } from '../../../core/index.js';
import { beside } from '../place.js';
import { type Random, randomOf } from '../random.js';
import type { CollectionLine, LineSettings, ServiceId, TripPlan } from './line-plan.js';
import { cutZone, layMusicLine, type Zone } from './music-lines.js';
import { areasOf } from './sizes.js';
import { edgeLength, spotOf } from './street-net.js';
import { layTour, type StationPlace } from './tours.js';
import { numbered, type Town } from './town.js';
import { chainages } from './truck-line.js';
import { spotsOf } from './ways.js';

/** Of a depot's trucks, this share drives music lines; the others drive bus-like ones. */
const MUSIC_SHARE = 0.74;
/** The middle of the road to a kiosk, metres. */
const KERB_M = 9;
const SETTINGS: Readonly<Record<CollectionLine['kind'], LineSettings>> = {
  music: { corridorM: 40, earlyS: 60, lateS: 600, maxHaltS: 600 },
  bus: { corridorM: 80, earlyS: 300, lateS: 1_200, maxHaltS: 900 },
};
/** Planned: driving speed and time at a stop. */
const PACE: Readonly<Record<CollectionLine['kind'], { readonly kmh: number; readonly dwellS: number }>> = {
  music: { kmh: 14, dwellS: 210 },
  bus: { kmh: 20, dwellS: 90 },
};
const BUS_SERVICES: readonly ServiceId[] = ['mon-thu', 'tue-fri', 'wed-sat'];

/** A depot with what is driven from it. */
export interface Area {
  readonly depot: AssetId;
  readonly depotNode: number;
  readonly transfer: AssetId;
  readonly transferNode: number;
  readonly lines: readonly CollectionLine[];
  readonly stations: readonly StationPlace[];
}

/** Stations along music lines, and bus-like lines that pass by the same stations. */
export function planCollection(town: Town): Area[] {
  const { net, sizes } = town;
  const count = areasOf(sizes);
  const whole: Zone = { row: 0, column: 0, rows: net.rows, columns: net.columns };
  const zones = cutZone(whole, count);
  return zones.map((zone, index) => planArea(town, zone, { index, count }));
}

interface Place {
  readonly index: number;
  readonly count: number;
}

function planArea(town: Town, zone: Zone, place: Place): Area {
  const { net, seed, sizes } = town;
  const { index } = place;
  const random = randomOf(seed, `area ${index}`);
  const [trucks, firstTruck] = portion(sizes.trucks, place);
  const [stationCount, firstStation] = portion(sizes.stations, place);
  const musicCount = Math.round(trucks * MUSIC_SHARE);
  const depotNode = net.nodeAt(
    zone.row + Math.floor(zone.rows / 2),
    zone.column + Math.floor(zone.columns / 2),
  );
  const base = {
    depot: assetId(`depot-${numbered(index + 1, 2)}`),
    depotNode,
    transfer: assetId(`transfer-${numbered(index + 1, 2)}`),
    transferNode: net.nodeAt(zone.row + zone.rows - 1, zone.column),
  };
  const stations: StationPlace[] = [];
  const lines: CollectionLine[] = [];
  cutZone(zone, musicCount).forEach((part, number) => {
    const [own, offset] = portion(stationCount, { index: number, count: musicCount });
    const { shape, nodes } = layMusicLine(net, part, { index: number, random });
    const places = placeStations(town, nodes, { first: firstStation + offset, count: own, random });
    stations.push(...places.map(({ place }) => place));
    const stops = places.map(({ place, chainage }) => ({ station: place.id, chainage }));
    const truck = firstTruck + number;
    lines.push(lineOf(town, { ...base, kind: 'music', shape, nodes, stops, truck, area: place, random }));
  });
  for (let number = musicCount; number < trucks; number++) {
    const own = stations.filter((_, station) => station % (trucks - musicCount) === number - musicCount);
    const { nodes, stops } = layTour(net, own);
    const truck = firstTruck + number;
    lines.push(
      lineOf(town, { ...base, kind: 'bus', shape: 'tour', nodes, stops, truck, area: place, random }),
    );
  }
  return { ...base, lines, stations };
}

/** How many of `total` fall to one of `count`, and how many the ones before it have. */
function portion(total: number, { index, count }: Place): [own: number, before: number] {
  const before = Math.floor((total * index) / count);
  return [Math.floor((total * (index + 1)) / count) - before, before];
}

interface Placing {
  readonly first: number;
  readonly count: number;
  readonly random: Random;
}

function placeStations({ net, sizes }: Town, nodes: readonly number[], { first, count, random }: Placing) {
  const marks = chainages(spotsOf(net, nodes));
  const total = marks.at(-1) ?? 0;
  return Array.from({ length: count }, (_, index) => {
    const chainage = ((index + random.between(0.35, 0.75)) / count) * total;
    const leg = Math.max(
      1,
      marks.findIndex((mark) => mark >= chainage),
    );
    const [a, b] = [nodes[leg - 1] ?? 0, nodes[leg] ?? 0];
    const share = (chainage - (marks[leg - 1] ?? 0)) / edgeLength(net, a, b);
    const spot = beside(spotOf(net, a), spotOf(net, b), share, KERB_M);
    const id = assetId(`st-${numbered(first + index + 1, 4, sizes.stations)}`);
    return { place: { id, a, b, share, spot }, chainage };
  });
}

interface LineParts {
  readonly kind: CollectionLine['kind'];
  readonly shape: CollectionLine['shape'];
  readonly nodes: readonly number[];
  readonly stops: CollectionLine['stops'];
  readonly depot: AssetId;
  readonly depotNode: number;
  readonly transferNode: number;
  /** From 0, over the whole city. */
  readonly truck: number;
  readonly area: Place;
  readonly random: Random;
}

function lineOf({ net, sizes }: Town, parts: LineParts): CollectionLine {
  const { kind, shape, nodes, stops, depot, depotNode, transferNode, truck, random } = parts;
  const id = numbered(truck + 1, 2, sizes.trucks);
  const lineId = `line-${id}`;
  const spots = spotsOf(net, nodes);
  const base = { lineId, kind, shape, nodes, spots, stops, depot, depotNode, transferNode, crew: 0 };
  return {
    ...base,
    name: kind === 'music' ? `音乐收运 ${id} 线` : `公交式收运 ${id} 线`,
    truck: assetId(`truck-${id}`),
    settings: SETTINGS[kind],
    trips: kind === 'music' ? musicTrips(lineId, stops, random) : [busTrip(lineId, stops, { truck, random })],
  };
}

/** Two windows a day: before work and after dinner. */
function musicTrips(lineId: string, stops: CollectionLine['stops'], random: Random): TripPlan[] {
  const minute = 5 * random.int(0, 12);
  const trip = (name: string, start: number): TripPlan => ({
    tripId: `${lineId}-${name}`,
    serviceId: 'daily',
    streams: ['kitchen', 'other'],
    times: timesOf('music', stops, start),
  });
  return [trip('am', (7 * 60 + 15 + minute) * 60), trip('pm', (18 * 60 + 30 + minute) * 60)];
}

function busTrip(
  lineId: string,
  stops: CollectionLine['stops'],
  { truck, random }: { truck: number; random: Random },
): TripPlan {
  // The last bus-like line of every ten goes by night and ends on the day after.
  const isNight = truck % 10 === 9 || truck === 5;
  const start = isNight ? 23 * 3_600 + 600 : (8 * 60 + 30 + 5 * random.int(0, 48)) * 60;
  return {
    tripId: `${lineId}-${isNight ? 'night' : 'day'}`,
    serviceId: BUS_SERVICES[truck % BUS_SERVICES.length] ?? 'mon-thu',
    streams: ['recyclable', 'hazardous'],
    times: timesOf('bus', stops, start),
  };
}

function timesOf(kind: CollectionLine['kind'], stops: CollectionLine['stops'], start: number): number[] {
  const { kmh, dwellS } = PACE[kind];
  const first = stops[0]?.chainage ?? 0;
  return stops.map(({ chainage }, index) =>
    Math.round(start + ((chainage - first) / kmh) * 3.6 + (index + 1) * dwellS),
  );
}
