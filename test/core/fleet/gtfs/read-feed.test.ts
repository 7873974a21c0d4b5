import { describe, expect, test } from 'vitest';
import { parseCivilDay, readFeed, runsOn, type Tables } from '../../../../core/index.js';
import { aFeed, withText } from './small-feed.js';

const read = (tables: Tables) =>
  readFeed(tables, { isAsset: (id) => id.startsWith('asset-'), isZone: (name) => name === 'Asia/Shanghai' });
const brief = (tables: Tables) =>
  read(tables).defects.map(({ severity, kind, file, line }) => `${severity} ${file}:${line ?? '-'} ${kind}`);
const chainages = (tables: Tables) =>
  read(tables).feed?.trips[0]?.stops.map(({ chainageM }) => Math.round(chainageM / 10) * 10);

describe('a good feed', () => {
  test('has no defects, and every stop its times and its chainage', () => {
    const { feed, defects } = read(aFeed());
    expect(defects).toEqual([]);
    expect(feed).toMatchObject({
      feedId: 'lixia',
      timeZone: 'Asia/Shanghai',
      routes: [{ routeId: 'm1', name: 'Music line 1' }],
    });
    expect(feed?.trips.map(({ tripId }) => tripId)).toEqual(['m1-am', 'm1-night']);
    expect(chainages(aFeed())).toEqual([0, 450, 890]);
  });

  test('times past midnight stay on the day on which the trip began', () => {
    expect(read(aFeed()).feed?.trips[1]?.stops.at(-1)).toMatchObject({ arrivalS: 90_600 });
  });

  test('settings, assets of stops and trucks of trips are joined', () => {
    const { feed, defects } = read(
      aFeed({
        'line_settings.txt': 'route_id,corridor_m,early_s,late_s,max_halt_s\nm1,25,60,300,',
        'stop_assets.txt': 'stop_id,asset_id\nb,asset-1\nb,asset-2',
        'trip_vehicles.txt': 'service_date,trip_id,asset_id\n,m1-am,asset-9\n20261125,m1-night,asset-8',
      }),
    );
    expect(defects).toEqual([]);
    expect(feed?.routes[0]).toEqual({
      routeId: 'm1',
      name: 'Music line 1',
      corridorM: 25,
      earlyS: 60,
      lateS: 300,
    });
    expect(feed?.stops[1]?.assets).toEqual(['asset-1', 'asset-2']);
    expect(feed?.vehicles).toEqual([
      { tripId: 'm1-am', assetId: 'asset-9' },
      { tripId: 'm1-night', assetId: 'asset-8', day: parseCivilDay('20261125') },
    ]);
  });

  test('a service may be made of dates alone', () => {
    const dates = 'service_id,date,exception_type\ndaily,20261125,1\ndaily,20261126,1';
    const { feed, defects } = read(aFeed({ 'calendar.txt': undefined, 'calendar_dates.txt': dates }));
    expect(defects).toEqual([]);
    const days = ['20261124', '20261125', '20261126'].map((text) => parseCivilDay(text));
    expect(
      days.map((day) => day !== undefined && feed?.services.some((service) => runsOn(service, day))),
    ).toEqual([false, true, true]);
  });

  test('stops without times lie evenly between those that have them', () => {
    const { feed } = read(withText('stop_times.txt', 'b,09:40:00,09:42:00', 'b,,'));
    expect(feed?.trips[0]?.stops[1]).toMatchObject({
      arrivalS: (9 * 60 + 41) * 60,
      departureS: (9 * 60 + 41) * 60,
    });
  });

  test('a feed without an agency is called city', () => {
    expect(read(aFeed({ 'agency.txt': undefined })).feed?.feedId).toBe('city');
  });
});

describe('a feed without shapes', () => {
  const bare = aFeed({
    'shapes.txt': undefined,
    'trips.txt': 'route_id,service_id,trip_id\nm1,daily,m1-am\nm1,daily,m1-night',
  });

  test('gets one from its stops for each way of stopping, with one warning', () => {
    const { feed } = read(bare);
    expect(brief(bare)).toEqual(['warning trips.txt:2 no-shape']);
    expect(feed?.shapes).toMatchObject([{ shapeId: 'm1:stops:1', isFromStops: true }]);
    expect(feed?.trips.map(({ shapeId }) => shapeId)).toEqual(['m1:stops:1', 'm1:stops:1']);
    expect(chainages(bare)).toEqual([0, 450, 890]);
  });

  test('whose stops all lie at one place can’t be driven', () => {
    const heap = 'stop_id,stop_lat,stop_lon\na,36.65,117.1\nb,36.65,117.1\nc,36.65,117.1';
    expect(
      brief(
        new Map([...bare, ...[...aFeed({ 'stops.txt': heap })].filter(([file]) => file === 'stops.txt')]),
      ),
    ).toContain('error trips.txt:2 too-few-points');
  });
});

describe('stops along a shape that meets itself', () => {
  const shape = (...points: readonly string[]): string =>
    [
      'shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence',
      ...points.map((point, i) => `s1,${point},${i}`),
    ].join('\n');

  test('a loop that ends where it began has its first stop at the start and its last at the end', () => {
    const loop = shape('36.65,117.10', '36.65,117.11', '36.66,117.11', '36.65,117.10');
    const stops = 'stop_id,stop_lat,stop_lon\na,36.65,117.10\nb,36.66,117.11\nc,36.65,117.10';
    const [first, middle, last] = chainages(aFeed({ 'shapes.txt': loop, 'stops.txt': stops })) ?? [];
    expect([first, middle]).toEqual([0, 2_000]);
    expect(last).toBeGreaterThan(3_400);
  });

  test('out and back, the timetable says on which way a stop is served', () => {
    const there = shape('36.65,117.10', '36.65,117.12', '36.65,117.10');
    const stops = 'stop_id,stop_lat,stop_lon\na,36.65,117.10\nb,36.65,117.105\nc,36.65,117.10';
    const early = aFeed({ 'shapes.txt': there, 'stops.txt': stops });
    const late = new Map([
      ...early,
      ...[...withText('stop_times.txt', 'b,09:40:00,09:42:00', 'b,09:47:00,09:48:00')].filter(
        ([file]) => file === 'stop_times.txt',
      ),
    ]);
    const quick = new Map([
      ...early,
      ...[...withText('stop_times.txt', 'b,09:40:00,09:42:00', 'b,09:33:00,09:34:00')].filter(
        ([file]) => file === 'stop_times.txt',
      ),
    ]);
    expect(chainages(quick)?.[1]).toBe(450);
    expect(chainages(late)?.[1]).toBe(3_130);
  });
});

describe('defects, by file and row', () => {
  test.each([
    {
      says: 'a required file is missing',
      tables: aFeed({ 'stops.txt': undefined }),
      first: 'error stops.txt:- missing-file',
    },
    {
      says: 'neither calendar is there',
      tables: aFeed({ 'calendar.txt': undefined }),
      first: 'error calendar.txt:- missing-file',
    },
    {
      says: 'a column is missing',
      tables: aFeed({ 'stops.txt': 'stop_id,stop_lat\na,36' }),
      first: 'error stops.txt:1 missing-column',
    },
    {
      says: 'a file that we do not read',
      tables: aFeed({ 'frequencies.txt': 'trip_id\nm1-am' }),
      first: 'warning frequencies.txt:- not-read',
    },
    {
      says: 'a time zone that is none',
      tables: withText('agency.txt', 'Asia/Shanghai', 'Asia/Jinan'),
      first: 'error agency.txt:2 unknown-reference',
    },
    {
      says: 'a route twice',
      tables: aFeed({ 'routes.txt': 'route_id\nm1\nm1' }),
      first: 'error routes.txt:3 duplicate',
    },
    {
      says: 'a stop twice',
      tables: withText('stops.txt', 'c,Yard', 'b,Yard'),
      first: 'error stops.txt:4 duplicate',
    },
    {
      says: 'a trip twice',
      tables: withText('trips.txt', 'm1-night', 'm1-am'),
      first: 'error trips.txt:3 duplicate',
    },
    {
      says: 'latitude and longitude swapped',
      tables: withText('stops.txt', '36.6500,117.1050', '117.1050,36.6500'),
      first: 'error stops.txt:3 swapped-coordinates',
    },
    {
      says: 'the place nobody knew',
      tables: withText('stops.txt', '36.6500,117.1050', '0,0'),
      first: 'error stops.txt:3 bad-coordinates',
    },
    {
      says: 'words for a coordinate',
      tables: withText('stops.txt', '36.6500,117.1050', 'north,east'),
      first: 'error stops.txt:3 bad-coordinates',
    },
    {
      says: 'an empty coordinate',
      tables: withText('stops.txt', '36.6500,117.1050', ',117.1050'),
      first: 'error stops.txt:3 missing-value',
    },
    {
      says: 'a trip of no route',
      tables: withText('trips.txt', 'm1,daily,m1-night', 'm9,daily,m1-night'),
      first: 'error trips.txt:3 unknown-reference',
    },
    {
      says: 'a trip of no service',
      tables: withText('trips.txt', 'daily,m1-night', 'never,m1-night'),
      first: 'error trips.txt:3 unknown-reference',
    },
    {
      says: 'a trip of no shape',
      tables: withText('trips.txt', 'm1-night,s1', 'm1-night,s9'),
      first: 'error trips.txt:3 unknown-reference',
    },
    {
      says: 'a stop time at no stop',
      tables: withText('stop_times.txt', 'm1-am,2,b', 'm1-am,2,x'),
      first: 'error stop_times.txt:3 unknown-reference',
    },
    {
      says: 'a stop time of no trip',
      tables: withText('stop_times.txt', 'm1-am,2,b', 'm9,2,b'),
      first: 'error stop_times.txt:3 unknown-reference',
    },
    {
      says: 'a trip with one stop',
      tables: aFeed({
        'stop_times.txt':
          'trip_id,stop_sequence,stop_id,arrival_time,departure_time\nm1-am,1,a,09:30:00,09:30:00',
      }),
      first: 'error trips.txt:2 too-few-stops',
    },
    {
      says: 'a time that is none',
      tables: withText('stop_times.txt', '09:40:00,', '9h40,'),
      first: 'error stop_times.txt:3 bad-value',
    },
    {
      says: 'a departure before its arrival',
      tables: withText('stop_times.txt', '09:40:00,09:42:00', '09:42:00,09:40:00'),
      first: 'error stop_times.txt:3 falling-times',
    },
    {
      says: 'an arrival before the last departure',
      tables: withText('stop_times.txt', '09:40:00,09:42:00', '09:31:00,09:42:00'),
      first: 'error stop_times.txt:3 falling-times',
    },
    {
      says: 'a time past midnight written as the next day’s',
      tables: withText('stop_times.txt', '25:10:00,25:10:00', '01:10:00,01:10:00'),
      first: 'error stop_times.txt:7 falling-times',
    },
    {
      says: 'a last stop without a time',
      tables: withText('stop_times.txt', '09:50:00,09:50:00', ','),
      first: 'error stop_times.txt:4 missing-times',
    },
    {
      says: 'one sequence number for two stops',
      tables: withText('stop_times.txt', 'm1-am,2', 'm1-am,1'),
      first: 'error stop_times.txt:3 duplicate',
    },
    {
      says: 'a shape whose distance falls',
      tables: withText('shapes.txt', '3,894', '3,440'),
      first: 'error shapes.txt:4 shape-does-not-grow',
    },
    {
      says: 'a shape without length',
      tables: aFeed({
        'shapes.txt':
          'shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence\ns1,36.65,117.1,1\ns1,36.65,117.1,2',
      }),
      first: 'error shapes.txt:2 too-few-points',
    },
    {
      says: 'one sequence number for two points',
      tables: withText('shapes.txt', '117.1050,2', '117.1050,1'),
      first: 'error shapes.txt:3 duplicate',
    },
    {
      says: 'a shape that runs the other way',
      tables: aFeed({
        'shapes.txt':
          'shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence\ns1,36.65,117.11,1\ns1,36.65,117.10,2',
      }),
      first: 'error stop_times.txt:2 against-shape',
    },
    {
      says: 'a stop 300 m beside the line',
      tables: withText('stops.txt', '36.6500,117.1050', '36.6530,117.1050'),
      first: 'warning stop_times.txt:3 far-from-shape',
    },
    {
      says: 'a stop 10 km away',
      tables: withText('stops.txt', '36.6500,117.1100', '36.6500,117.2200'),
      first: 'warning stop_times.txt:4 jump',
    },
    {
      says: 'a weekday that is neither on nor off',
      tables: withText('calendar.txt', 'daily,1', 'daily,x'),
      first: 'error calendar.txt:2 bad-value',
    },
    {
      says: 'a period that ends before it begins',
      tables: withText('calendar.txt', '20260101,20261231', '20261231,20260101'),
      first: 'error calendar.txt:2 bad-value',
    },
    {
      says: 'a day that is no day',
      tables: withText('calendar.txt', '20261231', '20261301'),
      first: 'error calendar.txt:2 bad-value',
    },
    {
      says: 'an asset nobody registered',
      tables: aFeed({ 'stop_assets.txt': 'stop_id,asset_id\na,bin-77' }),
      first: 'error stop_assets.txt:2 unknown-reference',
    },
    {
      says: 'a truck for no trip',
      tables: aFeed({ 'trip_vehicles.txt': 'trip_id,asset_id\nm9,asset-1' }),
      first: 'error trip_vehicles.txt:2 unknown-reference',
    },
    {
      says: 'a corridor that is no number',
      tables: aFeed({ 'line_settings.txt': 'route_id,corridor_m\nm1,wide' }),
      first: 'error line_settings.txt:2 bad-value',
    },
  ])('$says', ({ tables, first }) => {
    expect(brief(tables)[0]).toBe(first);
    expect(read(tables).feed === undefined).toBe(first.startsWith('error'));
  });

  test('all of them are listed at once, and a refused row makes no followers', () => {
    const tables = aFeed({
      'stops.txt':
        'stop_id,stop_name,stop_lat,stop_lon\na,Market,0,0\nb,School,117.1,36.65\nc,Yard,36.65,117.11',
      'line_settings.txt': 'route_id,corridor_m\nm7,30',
    });
    expect(brief(tables)).toEqual([
      'error line_settings.txt:2 unknown-reference',
      'error stops.txt:2 bad-coordinates',
      'error stops.txt:3 swapped-coordinates',
    ]);
  });
});
