import { type Asset, type AssetId, assetId, type Device, deviceId } from '../../../core/index.js';
import { beside, distance, type Spot } from '../place.js';
import { type Random, randomOf } from '../random.js';
import { spotOf } from './street-net.js';
import { numbered, type Parts, placed, type Town } from './town.js';

/** From one lamp to the next, which stands on the other side, metres. */
const LAMP_SPACING_M = 15;
const KERB_M = 7.5;
const CIRCUITS = { least: 3, most: 12 };
/** The register map of a cabinet has room for this many lamps on a circuit. */
const LAMPS_ON_CIRCUIT = 32;
const PHASES = ['A', 'B', 'C'] as const;
/** Nameplates of luminaires in use, watts. */
const NAMEPLATES_W = [60, 90, 120, 150] as const;
/** Units that one Modbus router answers for; unit ids end at 247. */
const UNITS_PER_ROUTER = 20;
const DIMMED_SHARE = 0.35;

export interface ModbusAddress {
  readonly url: string;
  readonly pollS: number;
}

/** Lighting cabinets, each in the middle of the stretch it lights; circuits follow each other along the street. */
export function cabinetParts(town: Town, modbus: ModbusAddress): Parts {
  const { cabinets, lamps } = town.sizes;
  const assets: Asset[] = [];
  const devices: Device[] = [];
  const poles = polesAlong(town, lamps);
  for (let index = 0; index < cabinets; index++) {
    const [first, end] = [index, index + 1].map((share) => Math.floor((lamps * share) / cabinets));
    const own = poles.slice(first, end);
    const id = numbered(index + 1, 2, cabinets);
    const cabinet = assetId(`cab-${id}`);
    const middle = own[Math.floor(own.length / 2)] ?? { spot: { x: 0, y: 0 }, street: '无名路' };
    assets.push(
      placed(town, middle.spot, {
        id: cabinet,
        kind: 'cabinet',
        name: `${middle.street} ${id} 号路灯控制箱`,
      }),
      ...circuitsOf(town, cabinet, own),
    );
    devices.push({
      deviceId: deviceId(`plc-${id}`),
      assetId: cabinet,
      profile: 'streetkeep-cabinet',
      expectedIntervalS: 300,
      mainsFed: true,
      link: `lan-${numbered(Math.floor(index / UNITS_PER_ROUTER) + 1, 2)}`,
      modbus: { url: modbus.url, unit: (index % 247) + 1, map: 'streetkeep-cabinet', pollS: modbus.pollS },
    });
  }
  return { assets, devices };
}

interface Pole {
  readonly spot: Spot;
  readonly street: string;
}

/** Poles along the arterials first, then along the other streets, until there are enough. */
function polesAlong({ net }: Town, count: number): Pole[] {
  const streets = [...net.streets].sort((a, b) => Number(b.isArterial) - Number(a.isArterial));
  const poles: Pole[] = [];
  for (let spacing = LAMP_SPACING_M; poles.length < count; spacing /= 2) {
    // A town whose streets are too short for its lamps has its poles closer.
    poles.length = 0;
    for (const { name, nodes } of streets) {
      if (poles.length >= count) break;
      const spots = nodes.map((node) => spotOf(net, node));
      for (const spot of zigzag(spots, spacing)) poles.push({ spot, street: name });
    }
  }
  return poles.slice(0, count);
}

/** Spots every `spacing` metres along a way, now on its right, now on its left. */
function zigzag(spots: readonly Spot[], spacing: number): Spot[] {
  const found: Spot[] = [];
  let ahead = spacing / 2;
  spots.slice(1).forEach((to, index) => {
    const from = spots[index] ?? to;
    const length = distance(from, to);
    for (; ahead < length; ahead += spacing) {
      found.push(beside(from, to, ahead / length, found.length % 2 === 0 ? KERB_M : -KERB_M));
    }
    ahead -= length;
  });
  return found;
}

function circuitsOf(town: Town, cabinet: AssetId, poles: readonly Pole[]): Asset[] {
  const random = randomOf(town.seed, `cabinet ${cabinet}`);
  const least = Math.max(CIRCUITS.least, Math.ceil(poles.length / LAMPS_ON_CIRCUIT));
  const count = Math.min(CIRCUITS.most, Math.max(least, random.int(CIRCUITS.least, 9)));
  return Array.from({ length: count }, (_, index) => {
    const [first, end] = [index, index + 1].map((share) => Math.floor((poles.length * share) / count));
    return circuitOf(town, { cabinet, index, poles: poles.slice(first, end), random });
  }).flat();
}

interface CircuitParts {
  readonly cabinet: AssetId;
  readonly index: number;
  readonly poles: readonly Pole[];
  readonly random: Random;
}

function circuitOf(town: Town, { cabinet, index, poles, random }: CircuitParts): Asset[] {
  const circuit = assetId(`${cabinet}-c${index + 1}`);
  const [first = { spot: { x: 0, y: 0 }, street: '无名路' }] = poles;
  const watts = random.pick(NAMEPLATES_W);
  const phase = PHASES[index % PHASES.length] ?? 'A';
  const dimming = random.next() < DIMMED_SHARE ? { dim_from: '00:00', dim_until: '05:00', dim_pct: 60 } : {};
  const name = `${first.street} 回路 ${index + 1}`;
  const attributes = { phase, rated_w: watts * poles.length, ...dimming };
  return [
    placed(town, first.spot, { id: circuit, kind: 'circuit', name, parentId: cabinet, attributes }),
    ...poles.map(({ spot, street }, lamp) => {
      const poleNumber = `LX-${cabinet.slice('cab-'.length)}-${index + 1}-${numbered(lamp + 1, 2)}`;
      return placed(town, spot, {
        id: `${circuit}-l${lamp + 1}`,
        kind: 'lamp',
        name: `${street} ${poleNumber}`,
        parentId: circuit,
        poleNumber,
        attributes: { rated_w: watts },
      });
    }),
  ];
}
