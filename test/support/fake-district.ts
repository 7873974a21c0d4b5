/** A made-up district for looking at the console: always the same assets. */

export interface FakeAsset {
  readonly assetId: string;
  readonly kind: string;
  readonly name: string;
  readonly lat?: number;
  readonly lon?: number;
  readonly geometry?: unknown;
  readonly parentId?: string;
  readonly gridId?: string;
  readonly plate?: string;
  readonly poleNumber?: string;
  readonly attributes?: Readonly<Record<string, unknown>>;
}

const WEST = 117.02;
const SOUTH = 36.64;
const STREETS = [
  '经十路',
  '泉城路',
  '解放路',
  '历山路',
  '文化东路',
  '和平路',
  '山大路',
  '燕子山路',
  '二环东路',
  '浆水泉路',
] as const;
const STREAMS = ['kitchen', 'recyclable', 'hazardous', 'other'] as const;
const STREAM_NAMES = { kitchen: '厨余', recyclable: '可回收', hazardous: '有害', other: '其他' } as const;

export const pad = (n: number, width: number): string => String(n).padStart(width, '0');

/** Deterministic noise in [0, 1). */
export const noise = (seed: number): number => {
  const x = Math.sin(seed * 127.1 + 311.7) * 43_758.545_3;
  return x - Math.floor(x);
};

/** Ten streets: five along the parallels, five along the meridians. */
const streetLine = (street: number): [number, number][] => {
  const offset = 0.008 * (street % 5);
  return street < 5
    ? [
        [WEST, SOUTH + offset],
        [WEST + 0.03, SOUTH + offset + 0.0008],
        [WEST + 0.06, SOUTH + offset],
      ]
    : [
        [WEST + 0.005 + offset * 1.6, SOUTH - 0.004],
        [WEST + 0.005 + offset * 1.6, SOUTH + 0.036],
      ];
};

export function along(street: number, share: number): { lat: number; lon: number } {
  const line = streetLine(street);
  const first = line[0] ?? [WEST, SOUTH];
  const last = line.at(-1) ?? first;
  return { lon: first[0] + (last[0] - first[0]) * share, lat: first[1] + (last[1] - first[1]) * share };
}

const streetName = (street: number): string => STREETS[street] ?? '无名路';
const grid = (street: number): string => `370102-${pad(street + 1, 3)}`;

function stations(): FakeAsset[] {
  return Array.from({ length: 20 }, (_, n) => {
    const street = n % 10;
    const place = along(street, 0.12 + 0.07 * n - Math.floor(0.12 + 0.07 * n));
    const assetId = `station-${pad(n + 1, 3)}`;
    const name = `${streetName(street)} ${10 + 7 * n} 号`;
    const station: FakeAsset = {
      assetId,
      kind: 'station',
      name: `${name}投放点`,
      ...place,
      gridId: grid(street),
    };
    const bins = STREAMS.map(
      (stream, k): FakeAsset => ({
        assetId: `bin-${pad(n + 1, 4)}-${stream[0]}`,
        kind: 'bin',
        name: `${name} ${STREAM_NAMES[stream]}桶`,
        parentId: assetId,
        gridId: grid(street),
        attributes: { stream, ...(k === 0 ? { groups: ['market-stations'] } : {}) },
        ...place,
      }),
    );
    return [station, ...bins];
  }).flat();
}

function tanks(): FakeAsset[] {
  return Array.from({ length: 12 }, (_, n) => {
    const { lat, lon } = along((n * 3) % 10, 0.3 + 0.05 * n);
    const place = { lat: lat + 0.0016, lon: lon + 0.0016 };
    const name = `${streetName((n * 3) % 10)}小区 ${n + 1} 号楼`;
    const site: FakeAsset = { assetId: `site-${pad(n + 1, 2)}`, kind: 'site', name, ...place };
    const tank: FakeAsset = {
      assetId: `tank-${pad(n + 1, 2)}`,
      kind: 'tank',
      name: `${name}化粪池`,
      parentId: site.assetId,
      ...place,
    };
    return [site, tank];
  }).flat();
}

function lighting(): FakeAsset[] {
  return Array.from({ length: 10 }, (_, street) => {
    const cabinetId = `cab-${pad(Math.floor(street / 3) + 1, 2)}`;
    const circuitId = `${cabinetId}-c${(street % 3) + 1}`;
    const name = streetName(street);
    const cabinet: FakeAsset = {
      assetId: cabinetId,
      kind: 'cabinet',
      name: `${name}控制箱 C-${10 + street}`,
      gridId: grid(street),
      ...along(street, 0.02),
    };
    const circuit: FakeAsset = {
      assetId: circuitId,
      kind: 'circuit',
      name: `${name}回路 ${(street % 3) + 1}`,
      parentId: cabinetId,
      geometry: { type: 'LineString', coordinates: streetLine(street) },
    };
    const lamps = Array.from(
      { length: 12 },
      (_, n): FakeAsset => ({
        assetId: `lamp-${pad(street * 12 + n + 1, 4)}`,
        kind: 'lamp',
        name: `${name} ${n + 1} 号灯`,
        parentId: circuitId,
        poleNumber: `LX${pad(street * 12 + n + 1, 5)}`,
        ...along(street, 0.05 + n * 0.08),
      }),
    );
    return [...(street % 3 === 0 ? [cabinet] : []), circuit, ...lamps];
  }).flat();
}

const trucks = (): FakeAsset[] =>
  Array.from(
    { length: 16 },
    (_, n): FakeAsset => ({
      assetId: `truck-${pad(n + 1, 2)}`,
      kind: 'truck',
      name: `收运车 ${n + 1} 号`,
      plate: `鲁A·${1_200 + n * 17}`,
    }),
  );

/** Two rows that a careless import would bring: neither may harm the others. */
const broken = (): FakeAsset[] => [
  { assetId: 'bin-broken', kind: 'bin', name: '坐标写错的桶', lat: 999, lon: Number.NaN },
  { assetId: 'bin-huge', kind: 'bin', name: '名字特别长的投放点'.repeat(80), ...along(2, 0.5) },
];

export const district = (): FakeAsset[] => [
  ...stations(),
  ...tanks(),
  ...lighting(),
  ...trucks(),
  { assetId: 'depot-1', kind: 'depot', name: '历下环卫车场', lat: SOUTH - 0.002, lon: WEST + 0.03 },
  ...broken(),
];
