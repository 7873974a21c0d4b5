import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { projectPath } from '../support/project-files.js';
import { command, file, furnish, startStreetkeep } from '../support/streetkeep.js';
import { temporaryDir } from '../support/temporary-dir.js';

const FEED = {
  'agency.txt': 'agency_id,agency_name,agency_timezone\nlixia,"Lixia, sanitation",Asia/Shanghai\n',
  'routes.txt': 'route_id,route_short_name\nm1,Music line 1\nm2,Music line 2\n',
  'stops.txt':
    'stop_id,stop_name,stop_lat,stop_lon\na,"Market,\nnorth gate",36.65,117.10\nb,School,36.65,117.105\nc,Yard,36.65,117.11\n',
  'stop_times.txt': `trip_id,stop_sequence,stop_id,arrival_time,departure_time
m1-am,1,a,09:30:00,09:32:00
m1-am,2,b,09:40:00,09:42:00
m2-night,1,c,23:50:00,23:55:00
m2-night,2,a,25:10:00,25:10:00
`,
  'trips.txt': 'trip_id,route_id,service_id\nm1-am,m1,weekdays\nm2-night,m2,weekdays\n',
  'calendar.txt':
    'service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\nweekdays,1,1,1,1,1,0,0,20260101,20261231\n',
  'stop_assets.txt': 'stop_id,asset_id\na,bin-1\n',
  'line_settings.txt': 'route_id,corridor_m\nm1,25\n',
};
type Files = Readonly<Record<string, string>>;

const zipped = (dir: string, files: Files): string => {
  const path = join(dir, 'lines.zip');
  writeFileSync(
    path,
    zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [`feed/${name}`, strToU8(text)]))),
  );
  return path;
};
const folder = (dir: string, files: Files): string => {
  const path = join(dir, 'feed');
  mkdirSync(path);
  for (const [name, text] of Object.entries(files)) file(path, name, text);
  return path;
};
interface Items {
  readonly items: readonly Readonly<Record<string, unknown>>[];
  readonly nextCursor?: string;
}

describe('import gtfs', () => {
  test.each([
    { says: 'a zip', make: zipped },
    { says: 'a folder', make: folder },
  ])('takes $says in; the lines, and the trips of a day, are served', async ({ make }) => {
    const dir = temporaryDir();
    await furnish(dir);
    const imported = await command(dir, 'import', 'gtfs', make(dir, FEED));
    expect(imported.stderr).toBe('');
    const { warnings, ...counts } = JSON.parse(imported.stdout);
    expect(counts).toEqual({ feed: 'lixia', version: 1, routes: 2, trips: 2, stops: 3, shapes: 2 });
    expect(warnings).toEqual([
      expect.stringContaining('trips.txt:2: no-shape'),
      expect.stringContaining('trips.txt:3: no-shape'),
    ]);

    const running = await startStreetkeep(dir);
    expect(await running.get<Items>('/api/v1/routes')).toEqual({
      items: [
        { routeId: 'm1', feedId: 'lixia', name: 'Music line 1', corridorM: 25 },
        { routeId: 'm2', feedId: 'lixia', name: 'Music line 2' },
      ],
    });
    const route = await running.get<{ shapes: object[]; stops: object[] }>('/api/v1/routes/m1');
    expect(route.shapes).toMatchObject([
      { isFromStops: true, lengthM: 447, geometry: { type: 'LineString' } },
    ]);
    expect(route.stops).toMatchObject([
      { stopId: 'a', name: 'Market,\nnorth gate', assets: ['bin-1'] },
      { stopId: 'b' },
    ]);

    const wednesday = await running.get<Items>('/api/v1/trips?date=2026-11-25');
    expect(wednesday.items).toMatchObject([
      {
        tripId: 'm1-am',
        routeId: 'm1',
        stops: 2,
        startsAt: Date.UTC(2026, 10, 25, 1, 32),
        endsAt: Date.UTC(2026, 10, 25, 1, 40),
      },
      {
        tripId: 'm2-night',
        startsAt: Date.UTC(2026, 10, 25, 15, 55),
        endsAt: Date.UTC(2026, 10, 25, 17, 10),
      },
    ]);
    expect((await running.get<Items>('/api/v1/trips?date=2026-11-29')).items).toEqual([]);
    const first = await running.get<Items>('/api/v1/trips?date=20261125&limit=1');
    expect(first).toMatchObject({ items: [{ tripId: 'm1-am' }], nextCursor: 'm1-am' });
    expect(await running.get<Items>('/api/v1/trips?date=20261125&limit=1&cursor=m1-am')).toMatchObject({
      items: [{ tripId: 'm2-night' }],
    });
    expect((await running.fetch('/api/v1/trips?date=tomorrow')).status).toBe(400);
    expect((await running.fetch('/api/v1/routes/m9')).status).toBe(404);
    await running.stop();
  });

  test('a faulty feed is refused whole, with every error by file and row', async () => {
    const dir = temporaryDir();
    await furnish(dir);
    const path = zipped(dir, {
      ...FEED,
      'stops.txt': FEED['stops.txt'].replace('36.65,117.105', '117.105,36.65'),
      'stop_assets.txt': 'stop_id,asset_id\na,bin-99\n',
      'stop_times.txt': FEED['stop_times.txt'].replace('09:40:00,09:42:00', '09:20:00,09:42:00'),
      'agency.txt': FEED['agency.txt'].replace('Asia/Shanghai', 'Asia/Jinan'),
    });
    const { code, stderr } = await command(dir, 'import', 'gtfs', path);
    expect(code).toBe(1);
    expect(
      stderr
        .trim()
        .split('\n')
        .map((line) => line.replace(`${path}/`, '').replace(/: [^:]*$/, '')),
    ).toEqual([
      'agency.txt:2: unknown-reference',
      // The stop's name runs over two lines, so the school stands on line 4.
      'stops.txt:4: swapped-coordinates',
      'stop_assets.txt:2: unknown-reference',
      'stop_times.txt:3: falling-times',
    ]);
    const running = await startStreetkeep(dir);
    expect(await running.get('/api/v1/routes')).toEqual({ items: [] });
    await running.stop();
  });

  test.each([
    {
      says: 'no zip',
      name: 'lines.zip',
      bytes: strToU8('PK, or so it says'),
      fault: /neither a folder nor a zip/,
    },
    {
      says: 'a zip with no table',
      name: 'empty.zip',
      bytes: zipSync({ 'readme.md': strToU8('hello') }),
      fault: /no \.txt file/,
    },
    {
      says: 'a table in another encoding',
      name: 'gbk.zip',
      bytes: zipSync({ 'stops.txt': Uint8Array.of(0xca, 0xd0, 0xb3, 0xa1, 0xff) }),
      fault: /stops\.txt is not UTF-8/,
    },
  ])('says so when it is given $says', async ({ name, bytes, fault }) => {
    const dir = temporaryDir();
    const path = join(dir, name);
    writeFileSync(path, bytes);
    const { code, stderr } = await command(dir, 'import', 'gtfs', path);
    expect(code).toBe(1);
    expect(stderr).toMatch(fault);
  });

  test('while a server runs: a later import replaces the feed, the same one keeps its version, and the log hears of it', async () => {
    const dir = temporaryDir();
    await furnish(dir);
    const running = await startStreetkeep(dir);
    const path = folder(dir, FEED);
    const versions: number[] = [];
    const importAgain = async (): Promise<void> => {
      const { stdout } = await command(dir, 'import', 'gtfs', path);
      versions.push(JSON.parse(stdout).version);
    };
    await importAgain();
    await importAgain();
    file(path, 'routes.txt', 'route_id,route_short_name\nm1,Market line\nm2,Music line 2\n');
    await importAgain();
    expect(versions).toEqual([1, 1, 2]);
    expect((await running.get<Items>('/api/v1/routes')).items.map(({ name }) => name)).toEqual([
      'Market line',
      'Music line 2',
    ]);
    const audit = await running.get<Items>('/api/v1/audit');
    const heard = audit.items.filter(({ kind }) => kind === 'lines');
    expect(heard.map(({ version }) => version).sort()).toEqual([1, 1, 2]);
    await running.stop();
  });

  test('two feeds may not share a route or a trip', async () => {
    const dir = temporaryDir();
    await furnish(dir);
    await command(dir, 'import', 'gtfs', zipped(dir, FEED));
    const other = { ...FEED, 'agency.txt': 'agency_id,agency_name\nhuaiyin,Huaiyin sanitation\n' };
    const { code, stderr } = await command(dir, 'import', 'gtfs', zipped(dir, other));
    expect(code).toBe(1);
    expect(stderr.trim().split('\n')).toEqual([
      'feed lixia has a route m1 already',
      'feed lixia has a route m2 already',
      'feed lixia has a trip m1-am already',
      'feed lixia has a trip m2-night already',
    ]);
  });
});

describe('convert-stops', () => {
  const LIST = projectPath('test/fixtures/lines/stop-list.csv');
  const options = ['--feed', 'harbour', '--from', '2026-01-01', '--until', '2026-12-31'];

  test('makes lines that can be imported, and names each row that it left out or put right', async () => {
    const dir = temporaryDir();
    const made = join(dir, 'made');
    const { stdout, stderr } = await command(dir, 'convert-stops', LIST, made, ...options);
    expect(stderr).toBe('');
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({
      rows: 14,
      lines: 3,
      stopTimes: 11,
      byKind: { 'bad-coordinates': 2, 'falling-times': 1, jump: 1, 'too-few-stops': 1 },
    });
    const rows = (of: readonly string[]) => of.map((line) => line.split(': ').slice(0, 2).join(' '));
    expect(rows(report.leftOut)).toEqual([
      'stop-list.csv:8 bad-coordinates',
      'stop-list.csv:12 bad-coordinates',
      'stop-list.csv:15 too-few-stops',
    ]);
    expect(rows(report.putRight)).toEqual(['stop-list.csv:9 falling-times', 'stop-list.csv:14 jump']);

    const imported = JSON.parse((await command(dir, 'import', 'gtfs', made)).stdout);
    expect(imported).toMatchObject({ feed: 'harbour', routes: 3, trips: 3, stops: 11, shapes: 3 });
    const running = await startStreetkeep(dir);
    const monday = await running.get<Items>('/api/v1/trips?date=2026-11-23');
    expect(monday.items).toMatchObject([
      { routeId: '9', stops: 3 },
      { routeId: '7', startsAt: Date.UTC(2026, 10, 23, 15, 20), endsAt: Date.UTC(2026, 10, 23, 16, 25) },
    ]);
    const { stops } = await running.get<{ stops: { name: string }[] }>('/api/v1/routes/7');
    expect(stops.map(({ name }) => name)).toContain('Temple, east side');
    await running.stop();
  });

  test('says what is wrong with its arguments, all at once', async () => {
    const dir = temporaryDir();
    const wrong = ['--feed', 'harbour', '--from', 'January', '--until', '2026-13-01'];
    const { code, stderr } = await command(dir, 'convert-stops', LIST, join(dir, 'made'), ...wrong);
    expect(code).toBe(1);
    expect(stderr.trim().split('\n')).toHaveLength(2);
  });
});
