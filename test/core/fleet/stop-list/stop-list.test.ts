import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Feed, readFeed, readStopList, type Table } from '../../../../core/index.js';
import { table } from '../gtfs/small-feed.js';

const SETTINGS = {
  file: 'list.csv',
  feedId: 'city',
  timeZone: 'Asia/Taipei',
  from: '20260101',
  until: '20261231',
};
const HEADER = 'route_id,stop_id,turn,lon,lat,schedule_time,departure_time,day_value';

const read = (list: Table) => {
  const { tables, defects } = readStopList(list, SETTINGS);
  const reading = tables && readFeed(tables, { isAsset: () => false, isZone: () => true });
  return { defects, feed: reading?.feed, gtfs: reading?.defects ?? [] };
};
const times = (feed: Feed | undefined): (readonly [arrival: number, departure: number])[] | undefined =>
  feed?.trips[0]?.stops.map(({ arrivalS, departureS }) => [arrivalS / 60, departureS / 60]);
/** A street of stops about 410 m apart, with the given times. */
const street = (...printed: readonly string[]): Table =>
  table(
    [
      HEADER,
      ...printed.map((time, i) => `5,${i + 1},${i + 1},${(120.2 + i * 0.004).toFixed(4)},23.0,${time},,`),
    ].join('\n'),
  );

describe('times', () => {
  test.each([
    {
      says: 'run on past midnight',
      printed: ['23:40', '23:55', '00:05', '01:10'],
      reads: [1_420, 1_435, 1_445, 1_510],
      noted: [],
    },
    { says: 'may stand still', printed: ['9:00', '9:00', '9:01'], reads: [540, 540, 541], noted: [] },
    {
      says: 'that fall for one stop are taken from its neighbours',
      printed: ['16:50', '16:00', '17:10'],
      reads: [1_010, 1_020, 1_030],
      noted: ['3 falling-times'],
    },
    {
      says: 'that rise for one stop are, too, and it is that stop which is wrong',
      printed: ['16:50', '17:55', '17:00', '17:05'],
      reads: [1_010, 1_015, 1_020, 1_025],
      noted: ['3 falling-times'],
    },
    {
      says: 'a slip around midnight stays on its day',
      printed: ['23:50', '00:10', '23:58', '00:20'],
      reads: [1_430, 1_450, 1_455, 1_460],
      noted: ['4 falling-times'],
    },
    {
      says: 'that can’t be read are taken from the neighbours',
      printed: ['9:00', 'noon', '9:20'],
      reads: [540, 550, 560],
      noted: ['3 bad-value'],
    },
    {
      says: 'missing at the ends go on by the minute',
      printed: ['', '9:10', '9:20', ''],
      reads: [549, 550, 560, 561],
      noted: ['2 bad-value', '5 bad-value'],
    },
    {
      says: 'with a long pause are worth a look',
      printed: ['9:00', '14:00'],
      reads: [540, 840],
      noted: ['3 long-pause'],
    },
  ])('$says', ({ printed, reads, noted }) => {
    const { feed, defects } = read(street(...printed));
    expect(times(feed)?.map(([arrival]) => arrival)).toEqual(reads);
    expect(defects.map(({ line, kind }) => `${line} ${kind}`)).toEqual(noted);
  });

  test('a departure is kept when it fits, past midnight as well, and else taken for the arrival', () => {
    const rows = [
      '5,1,1,120.20,23.0,23:50,23:55,',
      '5,2,2,120.21,23.0,23:59,00:04,',
      '5,3,3,120.22,23.0,00:10,00:40,',
      '5,4,4,120.23,23.0,00:20,00:21,',
    ];
    const { feed, defects } = read(table([HEADER, ...rows].join('\n')));
    expect(times(feed)).toEqual([
      [1_430, 1_435],
      [1_439, 1_444],
      [1_450, 1_450],
      [1_460, 1_461],
    ]);
    expect(defects.map(({ line, kind }) => `${line} ${kind}`)).toEqual(['4 falling-times']);
  });
});

describe('rows that can’t be used are left out, and the line goes on', () => {
  const good = [
    '5,1,1,120.200,23.0,9:00,,',
    '5,2,2,120.204,23.0,9:05,,',
    '5,4,4,120.212,23.0,9:15,,',
    '5,5,5,120.216,23.0,9:20,,',
  ];
  test.each([
    { says: 'a place nobody knew', row: '5,3,3,0,0,9:10,,', noted: 'bad-coordinates' },
    { says: 'no place', row: '5,3,3,,,9:10,,', noted: 'missing-value' },
    {
      says: 'latitude and longitude swapped',
      row: '5,3,3,23.0,120.208,9:10,,',
      noted: 'swapped-coordinates',
    },
    { says: 'a digit of the latitude is missing', row: '5,3,3,120.208,3.0,9:10,,', noted: 'bad-coordinates' },
    {
      says: 'a place 20 km off, and back at the next stop',
      row: '5,3,3,120.408,23.0,9:10,,',
      noted: 'bad-coordinates',
    },
    { says: 'no order', row: '5,3,,120.208,23.0,9:10,,', noted: 'bad-value' },
    { says: 'no line', row: ',3,3,120.208,23.0,9:10,,', noted: 'missing-value' },
    { says: 'a stop that the line has', row: '5,2,3,120.208,23.0,9:10,,', noted: 'duplicate' },
    { says: 'a number that the line has', row: '5,3,2,120.208,23.0,9:10,,', noted: 'duplicate' },
  ])('$says', ({ row, noted }) => {
    const { feed, defects } = read(table([HEADER, ...good, row].join('\n')));
    expect(defects.map(({ line, kind }) => `${line} ${kind}`)).toContain(`6 ${noted}`);
    expect(feed?.trips[0]?.stops.map(({ stopId }) => stopId)).toEqual(['1', '2', '4', '5']);
  });
});

describe('what can be driven is kept, and noted', () => {
  test('a jump to the next part of the line', () => {
    const { feed, defects } = read(
      table(
        [HEADER, '5,1,1,120.20,23.0,9:00,,', '5,2,2,120.26,23.0,9:20,,', '5,3,3,120.27,23.0,9:25,,'].join(
          '\n',
        ),
      ),
    );
    expect(defects.map(({ severity, line, kind }) => `${severity} ${line} ${kind}`)).toEqual([
      'warning 3 jump',
    ]);
    expect(feed?.trips[0]?.stops).toHaveLength(3);
  });

  test('haste', () => {
    const { defects } = read(
      table([HEADER, '5,1,1,120.20,23.0,9:00,,', '5,2,2,120.24,23.0,9:01,,'].join('\n')),
    );
    expect(defects.map(({ line, kind }) => `${line} ${kind}`)).toEqual(['3 too-fast']);
  });

  test('one name for two places on two lines', () => {
    const { feed, defects } = read(
      table(
        [
          HEADER,
          '5,1,1,120.20,23.0,9:00,,',
          '5,2,2,120.21,23.0,9:09,,',
          '6,2,1,120.22,23.0,9:00,,',
          '6,3,2,120.23,23.0,9:09,,',
        ].join('\n'),
      ),
    );
    expect(defects.map(({ line, kind }) => `${line} ${kind}`)).toEqual(['4 duplicate']);
    expect(feed?.stops.map(({ stopId }) => stopId)).toEqual(['1', '2', '2@6', '3']);
  });
});

test('weekdays are read as words and as figures; a line without them runs every day', () => {
  const line = (id: number, days: string): string =>
    `${id},${id}1,1,120.20,23.0,9:00,,${days}\n${id},${id}2,2,120.21,23.0,9:05,,${days}`;
  const { feed, defects } = read(
    table([HEADER, line(1, '一、三'), line(2, '6 7'), line(3, ''), line(4, '節日')].join('\n')),
  );
  expect(feed?.services.map(({ weekdays }) => weekdays)).toEqual([0b101, 0b1100000, 0b1111111]);
  expect(defects.map(({ line: row, kind }) => `${row} ${kind}`)).toEqual(['8 bad-value']);
});

test('a list without the columns it needs is refused, naming them', () => {
  const { defects, feed } = read(table('name,lon\nx,120'));
  expect(feed).toBeUndefined();
  expect(defects.map(({ line, kind }) => `${line} ${kind}`)).toEqual(Array(4).fill('1 missing-column'));
});

test('a line of one stop can’t be driven', () => {
  const { feed, defects } = read(table([HEADER, '5,1,1,120.20,23.0,9:00,,'].join('\n')));
  expect(feed).toBeUndefined();
  expect(defects.map(({ kind }) => kind)).toEqual(['too-few-stops']);
});

test('whatever a list says, what comes out can be driven: chainages and times that never fall', () => {
  const cell = <T>(good: fc.Arbitrary<T>, bad: string) =>
    fc.oneof(
      { weight: 12, arbitrary: good.map(String) },
      { weight: 1, arbitrary: fc.constantFrom('', '0', bad) },
    );
  const row = fc
    .tuple(
      cell(fc.integer({ min: 1, max: 4 }), 'x'),
      cell(fc.integer({ min: 1, max: 60 }), 'x'),
      cell(fc.integer({ min: 1, max: 30 }), '-2'),
      cell(fc.double({ min: 120.1, max: 120.4, noNaN: true }), '23.0'),
      cell(fc.double({ min: 22.9, max: 23.2, noNaN: true }), '3.04'),
      cell(
        fc
          .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 10, max: 59 }))
          .map(([h, m]) => `${h}:${m}`),
        '25:99',
      ),
      cell(
        fc
          .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 10, max: 59 }))
          .map(([h, m]) => `${h}:${m}`),
        'soon',
      ),
    )
    .map((cells) => `${cells.join(',')},`);
  fc.assert(
    fc.property(fc.array(row, { maxLength: 60 }), (rows) => {
      const { feed, gtfs, defects } = read(table([HEADER, ...rows].join('\n')));
      expect(gtfs.filter(({ severity }) => severity === 'error')).toEqual([]);
      expect(defects.every(({ line }) => line !== undefined && line >= 2 && line <= rows.length + 1)).toBe(
        true,
      );
      for (const { stops } of feed?.trips ?? []) {
        for (const [i, stop] of stops.entries()) {
          const before = stops[i - 1];
          expect(stop.departureS).toBeGreaterThanOrEqual(stop.arrivalS);
          expect(stop.arrivalS).toBeGreaterThanOrEqual(before?.departureS ?? 0);
          expect(stop.chainageM).toBeGreaterThanOrEqual(before?.chainageM ?? 0);
        }
      }
    }),
    { numRuns: 1_000 },
  );
});
