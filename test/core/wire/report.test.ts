import { describe, expect, test } from 'vitest';
import {
  assetId,
  type DecodedMessage,
  decodeMessage,
  deviceId,
  MAX_REPORTS,
  unixMs,
} from '../../../core/index.js';

const NOW = 1_732_233_600_000;
const context = { device: deviceId('nb-1'), receivedAt: unixMs(NOW), mountedOn: assetId('bin-1') };
const decode = (body: unknown): DecodedMessage => decodeMessage(JSON.stringify(body), context);
const decodeText = (text: string): DecodedMessage => decodeMessage(text, context);

describe('a report becomes readings', () => {
  test('with everything it may say', () => {
    const body = { ts: NOW - 5_000, boot: 3, seq: 17, asset: 'bin-0042-k', fill_pct: 82.5, battery_v: 3.61 };
    expect(decode(body)).toEqual({
      reports: [
        {
          device: 'nb-1',
          asset: 'bin-0042-k',
          observedAt: NOW - 5_000,
          stamped: true,
          boot: 3,
          seq: 17,
          points: { fill_pct: 82.5, battery_v: 3.61 },
        },
      ],
      rejections: [],
    });
  });

  test('with one point alone: the asset is where the device is mounted, the time is the arrival', () => {
    const { reports, rejections } = decode({ fill_pct: 50 });
    expect(reports).toEqual([
      { device: 'nb-1', asset: 'bin-1', observedAt: NOW, stamped: false, points: { fill_pct: 50 } },
    ]);
    expect(rejections).toEqual([]);
  });

  test.each([
    { says: 'true is 1', value: true, stored: 1 },
    { says: 'false is 0', value: false, stored: 0 },
    { says: '1 is 1', value: 1, stored: 1 },
    { says: '0 is 0', value: 0, stored: 0 },
    { says: '2 is no flag', value: 2, reason: 'lid_open: true or false is expected, not 2' },
    {
      says: 'a text is no flag',
      value: 'true',
      reason: 'lid_open: true or false is expected, not a text of 4 characters',
    },
    { says: 'null is no flag', value: null, reason: 'lid_open: true or false is expected, not null' },
  ])('flags: $says', ({ value, stored, reason }) => {
    const { reports, rejections } = decode({ lid_open: value });
    expect(reports.map((one) => one.points.lid_open)).toEqual(stored === undefined ? [] : [stored]);
    expect(rejections).toEqual(reason === undefined ? [] : [{ reason, readings: 1 }]);
  });

  test.each([
    { says: 'a code', value: 'E04', stored: 'E04' },
    { says: 'no code', value: '', stored: '' },
    { says: '64 characters', value: 'x'.repeat(64), stored: 'x'.repeat(64) },
    { says: '65 characters', value: 'x'.repeat(65), reason: 'not a text of 65 characters' },
    { says: 'a number', value: 4, reason: 'not 4' },
  ])('text points: $says', ({ value, stored, reason }) => {
    const { reports, rejections } = decode({ fault_code: value });
    expect(reports.map((one) => one.points.fault_code)).toEqual(stored === undefined ? [] : [stored]);
    if (reason !== undefined) expect(rejections[0]?.reason).toContain(reason);
  });

  test.each([
    { says: 'a text', json: '"82"', reason: 'fill_pct: a number is expected, not a text of 2 characters' },
    { says: 'true', json: 'true', reason: 'fill_pct: a number is expected, not true' },
    { says: 'null, as a NaN is written', json: 'null', reason: 'fill_pct: a number is expected, not null' },
    {
      says: 'a number too large for a double',
      json: '1e400',
      reason: 'fill_pct: a number is expected, not Infinity',
    },
    { says: 'an array', json: '[82]', reason: 'fill_pct: a number is expected, not an array' },
    { says: 'an object', json: '{"v":82}', reason: 'fill_pct: a number is expected, not an object' },
  ])('numbers: $says is none', ({ json, reason }) =>
    expect(decodeText(`{"fill_pct":${json},"battery_v":3.6}`)).toMatchObject({
      reports: [{ points: { battery_v: 3.6 } }],
      rejections: [{ reason, readings: 1 }],
    }),
  );

  test('a value that the sensor cannot mean is kept and flagged', () => {
    const [report] = decode({ fill_pct: 140, temperature_c: 20, battery_v: 1e308 }).reports;
    expect(report?.points).toEqual({ fill_pct: 140, temperature_c: 20, battery_v: 1e308 });
    expect(report?.quality).toEqual({ fill_pct: 'out-of-range', battery_v: 'out-of-range' });
  });

  test('an unknown point is rejected and the rest of the report is kept', () => {
    const { reports, rejections } = decode({ fill_pct: 50, fullness: 50, __x: { deep: [1] } });
    expect(reports[0]?.points).toEqual({ fill_pct: 50 });
    expect(rejections).toEqual([
      { reason: 'fullness: no such point', readings: 1 },
      { reason: '__x: no such point', readings: 1 },
    ]);
  });

  test('of a key given twice the last one counts, as JSON readers have it', () => {
    expect(decodeText('{"fill_pct":10,"fill_pct":20}').reports[0]?.points).toEqual({ fill_pct: 20 });
  });
});

describe('device clocks', () => {
  test.each([
    { says: 'now', ts: NOW, at: NOW },
    { says: 'two minutes ahead, the most that is believed', ts: NOW + 120_000, at: NOW + 120_000 },
    { says: 'a month ago: a store-and-forward batch', ts: NOW - 30 * 86_400_000, at: NOW - 30 * 86_400_000 },
    { says: 'the first day of 2015', ts: 1_420_070_400_000, at: 1_420_070_400_000 },
    { says: 'parts of a millisecond, cut', ts: NOW - 0.5, at: NOW - 1 },
    { says: 'RFC 3339', ts: '2024-11-22T08:00:00+08:00', at: NOW },
  ])('$says is believed', ({ ts, at }) => {
    const [report] = decode({ ts, fill_pct: 50 }).reports;
    expect(report).toMatchObject({ observedAt: at, stamped: true });
    expect(report?.quality).toBeUndefined();
    expect(report?.claimedAt).toBeUndefined();
  });

  test.each([
    { says: 'two minutes and a moment ahead', ts: NOW + 120_001 },
    { says: 'next year', ts: NOW + 365 * 86_400_000 },
    { says: 'never set: 1970', ts: 86_400_000 },
    { says: 'zero', ts: 0 },
    { says: 'negative', ts: -1 },
    { says: 'seconds in the place of milliseconds', ts: NOW / 1_000 },
    { says: 'microseconds in their place', ts: NOW * 1_000 },
    { says: 'absurd', ts: 1e308 },
    { says: 'a year of the next millennium', ts: '3024-11-22T00:00:00Z', claimed: 33_289_142_400_000 },
  ])('$says is not believed: the arrival counts, and the claim is kept', ({ ts, claimed }) => {
    const [report] = decode({ ts, fill_pct: 50, battery_v: 99 }).reports;
    expect(report).toMatchObject({ observedAt: NOW, stamped: false, claimedAt: claimed ?? ts });
    expect(report?.quality).toEqual({ fill_pct: 'clock-suspect', battery_v: 'out-of-range' });
  });

  test('none, or null, is not suspect', () => {
    for (const body of [{ fill_pct: 50 }, { ts: null, boot: null, seq: null, fill_pct: 50 }]) {
      expect(decode(body)).toEqual({
        reports: [
          { device: 'nb-1', asset: 'bin-1', observedAt: NOW, stamped: false, points: { fill_pct: 50 } },
        ],
        rejections: [],
      });
    }
  });
});

describe('what can not become a report is rejected with the reason and the readings it held', () => {
  const two = { fill_pct: 1, battery_v: 3 };
  test.each([
    { says: 'no JSON', text: 'fill=50', reason: 'the payload is not JSON', readings: 1 },
    { says: 'nothing', text: '', reason: 'the payload is not JSON', readings: 1 },
    { says: 'NaN', text: '{"fill_pct":NaN}', reason: 'the payload is not JSON', readings: 1 },
    { says: 'half a report', text: '{"fill_pct":5', reason: 'the payload is not JSON', readings: 1 },
    {
      says: 'a byte order mark',
      text: '\ufeff{"fill_pct":5}',
      reason: 'the payload is not JSON',
      readings: 1,
    },
    { says: 'a number', text: '5', reason: 'a report must be a JSON object', readings: 1 },
    { says: 'null', text: 'null', reason: 'a report must be a JSON object', readings: 1 },
    { says: 'an array of arrays', text: '[[1,2]]', reason: 'a report must be a JSON object', readings: 1 },
    { says: 'an empty array', text: '[]', reason: 'an empty array', readings: 1 },
    { says: 'an empty report', text: '{}', reason: 'a report without a point', readings: 1 },
    {
      says: 'a head without a point',
      text: '{"ts":1,"seq":4}',
      reason: 'a report without a point',
      readings: 1,
    },
    {
      says: 'an asset that is none',
      body: { asset: 'a/b', ...two },
      reason: 'asset: not an asset id',
      readings: 2,
    },
    {
      says: 'an asset of null',
      body: { asset: null, ...two },
      reason: 'asset: not an asset id',
      readings: 2,
    },
    {
      says: 'half a boot',
      body: { boot: 1.5, ...two },
      reason: 'boot: not a whole number from 0',
      readings: 2,
    },
    {
      says: 'a negative seq',
      body: { seq: -1, ...two },
      reason: 'seq: not a whole number from 0',
      readings: 2,
    },
    {
      says: 'a seq beyond what a double can count',
      body: { seq: 2 ** 53, ...two },
      reason: 'seq: not a whole number from 0',
      readings: 2,
    },
    {
      says: 'a time of day',
      body: { ts: 'noon', ...two },
      reason: 'ts: neither epoch milliseconds nor RFC 3339',
      readings: 2,
    },
    {
      says: 'a time beyond a double',
      text: '{"ts":1e400,"fill_pct":1}',
      reason: 'ts: neither epoch milliseconds nor RFC 3339',
      readings: 1,
    },
  ])('$says', ({ text, body, reason, readings }) =>
    expect(decodeText(text ?? JSON.stringify(body))).toEqual({
      reports: [],
      rejections: [{ reason, readings }],
    }),
  );

  test('a device that is mounted nowhere must name the asset', () => {
    const nowhere = { ...context, mountedOn: undefined };
    expect(decodeMessage('{"fill_pct":1,"battery_v":3}', nowhere).rejections).toEqual([
      { reason: 'asset: required, since the device is mounted on no asset', readings: 2 },
    ]);
    expect(decodeMessage('{"asset":"bin-2","fill_pct":1}', nowhere).reports).toHaveLength(1);
  });

  test('a thousand reports are taken; of a thousand and one none is, and every reading counts', () => {
    const reports = (count: number): unknown[] => Array.from({ length: count }, () => two);
    expect(decode(reports(MAX_REPORTS)).reports).toHaveLength(MAX_REPORTS);
    expect(decode(reports(MAX_REPORTS + 1))).toEqual({
      reports: [],
      rejections: [{ reason: '1001 reports in one message; 1000 is the most', readings: 2_002 }],
    });
  });

  test('one bad report does not spoil its neighbours', () => {
    const { reports, rejections } = decode([{ fill_pct: 1 }, 'junk', { seq: -1, ...two }, { fill_pct: 2 }]);
    expect(reports.map((one) => one.points.fill_pct)).toEqual([1, 2]);
    expect(rejections.map((one) => one.readings)).toEqual([1, 2]);
  });

  test('the name of an endless point is cut in the reason', () => {
    const [rejection] = decode({ [`x${'y'.repeat(1_000_000)}`]: 1 }).rejections;
    expect(rejection?.reason).toBe(`x${'y'.repeat(63)}…: no such point`);
  });
});
