import { describe, expect, test } from 'vitest';
import type { EngineInput } from '../../../core/index.js';
import {
  clock,
  minute,
  oneBin,
  overflowRule,
  publish,
  report,
  run,
  START,
  silentRule,
  story,
  trace,
} from './city.js';

const one = (raise: number, clear: number, severity = 'minor') => [{ severity, raise, clear }];
const open = [publish(START, 7, overflowRule()), oneBin(), ...trace('11m high')];
const changed = (changes: Record<string, unknown>, ...then: EngineInput[]) =>
  run(...open, publish(minute(12), 8, overflowRule(changes)), ...then).slice(1);

describe('publishing version 8 over an open alert of version 7 (minor, last value 85 %)', () => {
  test.each([
    { says: 'the same rule keeps it', changes: {}, is: 'migrated minor' },
    { says: 'a lower limit keeps it', changes: { levels: one(70, 60) }, is: 'migrated minor' },
    { says: 'inside the new deadband it stays', changes: { levels: one(90, 84) }, is: 'migrated minor' },
    { says: 'below the new clear value it ends', changes: { levels: one(95, 90) }, is: 'resolved minor' },
    {
      says: 'only graver levels, one of them true: it is that grave',
      changes: { levels: one(80, 75, 'major') },
      is: 'migrated major',
    },
    {
      says: 'a graver level inside its deadband is not assumed',
      changes: { levels: one(90, 84, 'major') },
      is: 'resolved minor',
    },
    {
      says: 'a milder severity is taken over',
      changes: { levels: one(80, 75, 'info') },
      is: 'migrated info',
    },
    {
      says: 'another point ends it',
      changes: { when: { point: 'temperature_c' }, levels: one(70, 60) },
      is: 'resolved minor',
    },
    {
      says: 'a watch that leaves the bin out ends it',
      changes: { watch: { asset: 'bin', where: { x: 1 } } },
      is: 'resolved minor',
    },
    { says: 'the rule gone, it ends', changes: { id: 'another' }, is: 'resolved minor' },
  ])('$says', ({ changes, is }) => expect(story(changed(changes))).toEqual([`12m ${is}`]));

  test('keeps id and opening, takes the new version and says so', () => {
    const [raised] = run(...open);
    const [migrated] = changed({ kind: 'spill' });
    expect(migrated?.alert).toMatchObject({
      id: raised?.alert.id,
      openedAt: minute(1),
      ruleVersion: 8,
      kind: 'spill',
    });
    expect(migrated?.alert.evidence.at(-1)).toEqual({ at: minute(12), note: 'v7 → v8' });
  });

  test('says why an alert ended', () => {
    const note = (changes: Record<string, unknown>) => changed(changes)[0]?.alert.evidence.at(-1)?.note;
    expect(note({ id: 'another' })).toBe('v7 → v8: not watched any more');
    expect(note({ levels: one(95, 90) })).toBe('v7 → v8: not true any more');
  });

  test('the very same version changes nothing', () => {
    expect(run(...open, publish(minute(12), 7, overflowRule())).slice(1)).toEqual([]);
  });

  test('goes on as the same alert', () => {
    const told = changed({ levels: one(90, 84), clear_for: '0s' }, report(minute(13), { fill_pct: 84 }));
    expect(story(told)).toEqual(['12m migrated minor', '13m resolved minor']);
  });

  test('a graver level still needs a hold of its own', () => {
    const levels = [...one(80, 75), { severity: 'critical', raise: 84, clear: 82 }];
    const held = [13, 14].map((m) => report(minute(m), { fill_pct: 85 }));
    expect(story(changed({ levels, raise_for: '2m' }, ...held))).toEqual([
      '12m migrated minor',
      '13m level-changed critical',
    ]);
  });
});

describe('publishing over a hold under way', () => {
  const pending = [publish(START, 1, overflowRule()), oneBin(), ...trace('8m high')];
  const more = Array.from({ length: 12 }, (_, i) => report(minute(9 + i), { fill_pct: 85 }));

  test('goes on when the levels are the same', () => {
    expect(story(run(...pending, publish(minute(8), 2, overflowRule()), ...more))).toEqual([
      '11m raised minor',
    ]);
  });

  test('counts afresh, from the last reading, when they are not', () => {
    const told = run(...pending, publish(minute(8), 2, overflowRule({ levels: one(82, 75) })), ...more);
    expect(story(told)).toEqual(['18m raised minor']);
    expect(told[0]?.alert.openedAt).toBe(minute(8));
  });
});

describe('publishing over an open silence (since 3 min)', () => {
  const silent = [publish(START, 1, silentRule()), oneBin(), clock(minute(4))];
  const next = (rule: Record<string, unknown>, ...then: EngineInput[]) =>
    story(run(...silent, publish(minute(5), 2, rule), ...then).slice(1));

  test('a stricter rule keeps it', () => {
    expect(next(silentRule({ when: { silent: { intervals: 2 } }, severity: 'minor' }))).toEqual([
      '5m migrated minor',
    ]);
  });

  test('a more patient rule ends it, and finds it again in its time', () => {
    expect(next(silentRule({ when: { silent: { intervals: 10 } } }), clock(minute(20)))).toEqual([
      '5m resolved major',
      '10m raised major',
    ]);
  });

  test('without the rule it ends, and the device may speak again', () => {
    expect(next(overflowRule(), report(minute(6), { fill_pct: 1 }))).toEqual(['5m resolved major']);
  });
});
