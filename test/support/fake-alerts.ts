/** Alerts of every severity for the made-up district. */
export interface FakeAlert {
  readonly id: string;
  readonly kind: string;
  readonly severity: string;
  readonly state: 'firing' | 'clearing' | 'resolved';
  readonly assetId: string;
  readonly openedAt: number;
  readonly resolvedAt?: number;
  readonly acknowledgedBy?: string;
  readonly [more: string]: unknown;
}

const MIN = 60_000;

interface Brief {
  readonly id: string;
  readonly kind: string;
  readonly severity: string;
  readonly asset: string;
  /** Minutes ago. */
  readonly ago: number;
  readonly endedAgo?: number;
  readonly seen?: readonly [point: string, value: number];
  readonly limit?: number;
  readonly by?: string;
  readonly note?: string;
  readonly stale?: string;
}

const BRIEFS: readonly Brief[] = [
  {
    id: 'a-overflow',
    kind: 'overflow',
    severity: 'critical',
    asset: 'bin-0003-k',
    ago: 24,
    seen: ['fill_pct', 97.4],
    limit: 95,
  },
  { id: 'a-outage', kind: 'cabinet-outage', severity: 'critical', asset: 'cab-03', ago: 2, note: '36 盏灯' },
  {
    id: 'a-tank',
    kind: 'tank-high',
    severity: 'major',
    asset: 'tank-04',
    ago: 190,
    seen: ['level_mm', 1_780],
    limit: 1_700,
    by: '王芳',
  },
  {
    id: 'a-route',
    kind: 'off-route',
    severity: 'major',
    asset: 'truck-05',
    ago: 1,
    seen: ['offset_m', 310],
    limit: 120,
  },
  {
    id: 'a-fill-9',
    kind: 'overflow',
    severity: 'minor',
    asset: 'bin-0009-k',
    ago: 47,
    seen: ['fill_pct', 84.2],
    limit: 80,
  },
  {
    id: 'a-fill-14',
    kind: 'overflow',
    severity: 'minor',
    asset: 'bin-0014-o',
    ago: 38,
    seen: ['fill_pct', 81.6],
    limit: 80,
    stale: '40 分钟没有读数',
  },
  {
    id: 'a-lamp',
    kind: 'lamp-dark',
    severity: 'minor',
    asset: 'lamp-0011',
    ago: 63,
    seen: ['power_w', 0],
    limit: 35,
  },
  { id: 'a-silent', kind: 'silent', severity: 'minor', asset: 'tank-07', ago: 120 },
  {
    id: 'a-battery',
    kind: 'battery-low',
    severity: 'info',
    asset: 'bin-0006-r',
    ago: 3_100,
    seen: ['battery_v', 3.02],
    limit: 3.1,
  },
  {
    id: 'a-old-1',
    kind: 'overflow',
    severity: 'major',
    asset: 'bin-0003-k',
    ago: 1_180,
    endedAgo: 1_050,
    seen: ['fill_pct', 91],
    limit: 90,
    by: '李强',
  },
  {
    id: 'a-old-2',
    kind: 'overflow',
    severity: 'minor',
    asset: 'bin-0003-k',
    ago: 4_300,
    endedAgo: 4_100,
    seen: ['fill_pct', 83],
    limit: 80,
  },
  {
    id: 'a-old-3',
    kind: 'lamp-dark',
    severity: 'minor',
    asset: 'lamp-0050',
    ago: 2_000,
    endedAgo: 1_700,
    seen: ['power_w', 0],
    limit: 35,
    by: '赵敏',
  },
];

export const fakeAlerts = (now: number): FakeAlert[] =>
  BRIEFS.map(({ id, kind, severity, asset, ago, endedAgo, seen, limit, by, note, stale }) => ({
    id,
    ruleId: `${kind}-rule`,
    ruleVersion: 3,
    kind,
    severity,
    subject: kind === 'silent' ? { device: `dev-${asset}` } : { asset },
    assetId: asset,
    state: endedAgo === undefined ? 'firing' : 'resolved',
    openedAt: now - ago * MIN,
    ...(endedAgo === undefined ? {} : { resolvedAt: now - endedAgo * MIN }),
    ...(by === undefined ? {} : { acknowledgedBy: by }),
    ...(stale === undefined ? {} : { stale }),
    ...(limit === undefined ? {} : { threshold: { value: limit, layer: 'rule' } }),
    evidence: [
      {
        at: now - ago * MIN,
        ...(seen ? { point: seen[0], value: seen[1] } : {}),
        ...(note === undefined ? {} : { note }),
      },
    ],
  }));

export const FAKE_RULES = [
  {
    id: 'kitchen-overflow',
    version: 3,
    kind: 'overflow',
    watch: { asset: 'bin', where: { stream: 'kitchen' } },
    when: { point: 'fill_pct' },
    levels: [
      { severity: 'minor', raise: 80, clear: 75 },
      { severity: 'critical', raise: 95, clear: 88 },
    ],
    raise_for: '10m',
  },
  {
    id: 'tank-high',
    version: 1,
    kind: 'tank-high',
    watch: { asset: 'tank' },
    when: { point: 'level_mm' },
    levels: [{ severity: 'major', raise: 1_700, clear: 1_600 }],
  },
] as const;
