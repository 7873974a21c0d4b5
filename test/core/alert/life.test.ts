import { describe, expect, test } from 'vitest';
import { acknowledge, follow, markStale, openAlert, proof, resolve } from '../../../core/alert/life.js';
import { assetId, unixMs } from '../../../core/index.js';
import { overflowRule, rulesOf } from '../engine/city.js';

const [rule] = rulesOf(overflowRule()).rules;
if (rule?.type !== 'threshold') throw new Error('the builder made no threshold rule');

const at = (ms: number) => proof(unixMs(ms), { point: 'fill_pct' }, ms);
const firing = { state: 'firing', severity: 'minor', threshold: 80, layer: 'rule' } as const;
const critical = { state: 'firing', severity: 'critical', threshold: 95, layer: 'rule' } as const;
const clearing = { ...firing, state: 'clearing' } as const;
const alert = openAlert(rule, assetId('bin-1'), { version: 1, standing: firing, evidence: [at(1), at(2)] });

const names = (steps: readonly { transition: string }[]) => steps.map(({ transition }) => transition);

describe('the life of an alert', () => {
  test.each([
    { says: 'as it was: nothing to tell', standing: firing, stale: false, is: [] },
    { says: 'another level', standing: critical, stale: false, is: ['level-changed'] },
    { says: 'on its way out', standing: clearing, stale: false, is: ['clearing'] },
    {
      says: 'another level and on its way out, told one by one',
      standing: { ...critical, state: 'clearing' } as const,
      stale: false,
      is: ['level-changed', 'clearing'],
    },
    { says: 'over', standing: undefined, stale: false, is: ['resolved'] },
    { says: 'judged again after it was blind', standing: firing, stale: true, is: ['fresh'] },
    {
      says: 'over after it was blind: only the end matters',
      standing: undefined,
      stale: true,
      is: ['resolved'],
    },
  ])('$says', ({ standing, stale, is }) => {
    const before = stale ? { ...alert, stale: 'silent' } : alert;
    const steps = follow(Object.freeze(before), standing, at(9));
    expect(names(steps)).toEqual(is);
    for (const step of steps) expect(step.alert.stale).toBeUndefined();
  });

  test('a change of level takes over its threshold', () => {
    expect(follow(alert, critical, at(9))[0]?.alert).toMatchObject({
      severity: 'critical',
      threshold: { value: 95, layer: 'rule' },
    });
  });

  test('being blind is told once per reason', () => {
    const [stale] = markStale(alert, 'spike');
    expect(stale?.alert).toMatchObject({ state: 'firing', stale: 'spike' });
    expect(markStale(stale?.alert ?? alert, 'spike')).toEqual([]);
    expect(names(markStale(stale?.alert ?? alert, 'silent'))).toEqual(['stale']);
  });

  test('the first who takes it keeps it', () => {
    const [taken] = acknowledge(alert, 'li');
    expect(taken?.alert.acknowledgedBy).toBe('li');
    expect(acknowledge(taken?.alert ?? alert, 'wang')).toEqual([]);
  });

  test('evidence is bounded: the first proof and the latest ones stay', () => {
    let current = alert;
    for (let ms = 10; ms < 60; ms++) {
      current = follow(current, ms % 2 === 0 ? critical : firing, at(ms)).at(-1)?.alert ?? current;
    }
    expect(current.evidence.map((proven) => proven.at)).toEqual([1, 53, 54, 55, 56, 57, 58, 59]);
  });

  test('ends at the instant of its last proof', () => {
    expect(resolve(alert, at(99)).alert).toMatchObject({ state: 'resolved', resolvedAt: 99 });
  });
});
