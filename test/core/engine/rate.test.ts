import { describe, expect, test } from 'vitest';
import { createEngine, restoreEngine } from '../../../core/index.js';
import { applyAll, minute, oneBin, overflowRule, publish, report, run, START, story } from './city.js';

const rising = (changes: Record<string, unknown> = {}) =>
  overflowRule({
    id: 'rising',
    when: { point: 'fill_pct', rate: { over: '10m' } },
    levels: [
      { severity: 'minor', raise: 20, clear: 10 },
      { severity: 'major', raise: 40, clear: 30 },
    ],
    raise_for: '0s',
    clear_for: '0s',
    ...changes,
  });

/** Readings a minute apart from minute 1 on; `.` is a minute without one, `x` a spike. */
const readings = (text: string) =>
  text.split(' ').flatMap((word, index) => {
    const at = minute(index + 1);
    if (word === '.') return [];
    if (word === 'x') return [report(at, { fill_pct: 100 }, { quality: { fill_pct: 'spike' } })];
    return [report(at, { fill_pct: Number(word) })];
  });
const told = (text: string, changes: Record<string, unknown> = {}) =>
  run(publish(START, 1, rising(changes)), oneBin(), ...readings(text));

const flat = (count: number, value = 10) => Array(count).fill(value).join(' ');

describe('a rule on the change within 10 minutes, readings every minute', () => {
  test.each([
    { says: 'a steady level never fires', text: flat(30), is: [] },
    { says: 'a leap before the window is full proves nothing', text: `${flat(9)} 90`, is: [] },
    { says: 'a leap of 20 fires once the window is full', text: `${flat(10)} 30`, is: ['11m raised minor'] },
    {
      says: 'a slow rise of the same height does not',
      text: '10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30',
      is: [],
    },
    {
      says: 'it ends when the leap is a window old',
      text: `${flat(10)} ${flat(11, 30)}`,
      is: ['11m raised minor', '21m resolved minor'],
    },
    {
      says: 'a fall clears at once',
      text: `${flat(10)} 30 15`,
      is: ['11m raised minor', '12m resolved minor'],
    },
    {
      says: 'a higher leap is graver',
      text: `${flat(10)} 30 60`,
      is: ['11m raised minor', '12m level-changed major'],
    },
    { says: 'a spike takes no part', text: `${flat(10)} x ${flat(4)}`, is: [] },
    { says: 'a leap across a hole proves nothing', text: `${flat(10)} . . . 90 90`, is: [] },
    {
      says: 'a hole makes the open alert stale until a whole window is covered again',
      text: `${flat(10)} 30 . . . ${flat(11, 30)}`,
      is: [
        '11m raised minor',
        '13.5m stale minor (silent)',
        '15m stale minor (window-not-covered)',
        '25m fresh minor',
        '25m resolved minor',
      ],
    },
  ])('$says', ({ text, is }) => {
    // What ends an alert is fresh, and says so only in the alert itself.
    expect(story(told(text))).toEqual(is.filter((line) => line !== '25m fresh minor'));
  });

  test('a hold counts as with any threshold', () => {
    const text = `${flat(10)} ${flat(9, 40)}`;
    expect(story(told(text, { raise_for: '5m' }))).toEqual(['16m raised minor']);
  });

  test('below watches for a fall', () => {
    const changes = {
      when: { point: 'fill_pct', direction: 'below', rate: { over: '10m' } },
      levels: [{ severity: 'minor', raise: -50, clear: -10 }],
    };
    expect(story(told(`${flat(10, 80)} 20`, changes))).toEqual(['11m raised minor']);
  });

  test('the evidence is the change, and says so', () => {
    const [raised] = told(`${flat(10)} 30`);
    expect(raised?.alert).toMatchObject({
      openedAt: minute(11),
      threshold: { value: 20, layer: 'rule' },
      evidence: [{ at: minute(11), point: 'fill_pct', value: 20, note: 'change over 10m' }],
    });
  });
});

describe('the window of a rate', () => {
  const before = [publish(START, 1, rising()), oneBin(), ...readings(flat(10))];
  const leap = report(minute(11), { fill_pct: 30 });

  test('goes into the snapshot', () => {
    const engine = createEngine();
    applyAll(engine, before);
    expect(story(applyAll(restoreEngine(engine.snapshot()), [leap]))).toEqual(['11m raised minor']);
  });

  test('moves with its rule to the next version', () => {
    const other = overflowRule({ id: 'another' });
    expect(story(run(...before, publish(minute(10), 2, rising({ clear_for: '1m' }), other), leap))).toEqual([
      '11m raised minor',
    ]);
  });

  test.each([
    { says: 'starts afresh over another time', when: { point: 'fill_pct', rate: { over: '9m' } } },
    { says: 'starts afresh on another point', when: { point: 'weight_kg', rate: { over: '10m' } } },
  ])('$says', ({ when }) => {
    const both = report(minute(11), { fill_pct: 30, weight_kg: 30 });
    expect(story(run(...before, publish(minute(10), 2, rising({ when })), both))).toEqual([]);
  });

  test('an open alert does not outlive its quantity', () => {
    const next = publish(
      minute(12),
      2,
      rising({ when: { point: 'fill_pct' }, levels: [{ severity: 'minor', raise: 20, clear: 10 }] }),
    );
    expect(story(run(...before, leap, next))).toEqual(['11m raised minor', '12m resolved minor']);
  });
});
