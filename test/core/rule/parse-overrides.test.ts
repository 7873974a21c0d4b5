import { describe, expect, test } from 'vitest';
import { parseRuleSet } from '../../../core/index.js';

const rule = {
  id: 'overflow',
  kind: 'overflow',
  watch: { asset: 'bin' },
  when: { point: 'fill_pct' },
  levels: [
    { severity: 'minor', raise: 80, clear: 75 },
    { severity: 'critical', raise: 95, clear: 88 },
  ],
};
const silent = { id: 'gone', kind: 'silent', watch: { device: '*' }, when: { silent: { intervals: 3 } } };
const override = { rule: 'overflow', group: 'market', levels: { minor: { raise: 70 } } };

const parse = (overrides: unknown, rules: unknown = [rule, silent]) => parseRuleSet({ rules, overrides });
const complaints = (...overrides: unknown[]): string[] => {
  const result = parse(overrides);
  return result.ok ? [] : result.issues.map(({ path, message }) => `${path.slice(1).join('.')}: ${message}`);
};

describe('a sound override', () => {
  test('is kept as plain JSON, its days as instants of its zone', () => {
    const dated = { ...override, from: '2026-12-01', to: '2026-12-31' };
    const result = parse([dated]);
    const expected = {
      rule: 'overflow',
      layer: 'group',
      of: 'market',
      from: Date.parse('2026-12-01T00:00:00+08:00'),
      to: Date.parse('2027-01-01T00:00:00+08:00'),
      levels: [{ severity: 'minor', raise: 70 }],
    };
    expect(result.ok && result.ruleSet.overrides).toEqual([expected]);
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  });

  test.each([
    {
      says: 'a zone of its own',
      more: { from: '2026-07-01', zone: 'Europe/Berlin' },
      from: '2026-07-01T00:00:00+02:00',
    },
    {
      says: 'a zone whose clocks change that night',
      more: { from: '2026-03-29', zone: 'Europe/Berlin' },
      from: '2026-03-29T00:00:00+01:00',
    },
    {
      says: 'the day after a change',
      more: { from: '2026-10-26', zone: 'Europe/Berlin' },
      from: '2026-10-26T00:00:00+01:00',
    },
    {
      says: 'a fixed offset',
      more: { from: '2026-07-01', zone: '-05:00' },
      from: '2026-07-01T00:00:00-05:00',
    },
  ])('may have $says', ({ more, from }) => {
    const result = parse([{ ...override, ...more }]);
    expect(result.ok && result.ruleSet.overrides?.[0]?.from).toBe(Date.parse(from));
  });

  test('without any there is no key', () => {
    expect(parse([], [rule])).toEqual(parse(undefined, [rule]));
    expect(parse([])).not.toHaveProperty('ruleSet.overrides');
  });

  test.each([
    { says: 'another group', other: { ...override, group: 'school' } },
    { says: 'another layer', other: { ...override, group: undefined, class: 'market' } },
    { says: 'another level', other: { ...override, levels: { critical: { raise: 90 } } } },
    { says: 'another time', other: { ...override, from: '2027-01-01' } },
  ])('does not tie with one of $says', ({ other }) => {
    expect(complaints({ ...override, to: '2026-12-31' }, other)).toEqual([]);
  });
});

describe('a faulty override', () => {
  test.each([
    { says: 'an unknown key', change: { until: '2026-12-01' }, at: '0.until', about: 'not a known key' },
    { says: 'an unknown rule', change: { rule: 'overful' }, at: '0.rule', about: 'not the id of a rule' },
    { says: 'a silent rule', change: { rule: 'gone' }, at: '0.rule', about: 'has no levels' },
    { says: 'no layer', change: { group: undefined }, at: '0', about: 'exactly one of class, line' },
    { says: 'two layers', change: { asset: 'bin-1' }, at: '0', about: 'found group, asset' },
    { says: 'a layer without a name', change: { group: '' }, at: '0.group', about: 'the name of a group' },
    {
      says: 'an asset that can not be',
      change: { group: undefined, asset: 'a b' },
      at: '0.asset',
      about: "can't be the id",
    },
    { says: 'a date that is none', change: { from: '2026-02-30' }, at: '0.from', about: 'expected a date' },
    {
      says: 'an end before its beginning',
      change: { from: '2026-12-02', to: '2026-12-01' },
      at: '0.to',
      about: 'must not lie before',
    },
    { says: 'an unknown zone', change: { zone: 'Mars/Base' }, at: '0.zone', about: 'expected a time zone' },
    { says: 'no level', change: { levels: {} }, at: '0.levels', about: 'at least one level' },
    {
      says: 'a level the rule does not have',
      change: { levels: { major: { raise: 90 } } },
      at: '0.levels.major',
      about: 'no level major',
    },
    {
      says: 'a word that is no severity',
      change: { levels: { bad: { raise: 90 } } },
      at: '0.levels.bad',
      about: 'not a known key',
    },
    {
      says: 'a level that changes nothing',
      change: { levels: { minor: {} } },
      at: '0.levels.minor',
      about: 'raise or clear',
    },
    {
      says: 'a limit no reading can reach',
      change: { levels: { critical: { raise: 120 } } },
      at: '0.levels.critical.raise',
      about: 'outside 0 to 100',
    },
    {
      says: 'clear on the wrong side',
      change: { levels: { minor: { clear: 85 } } },
      at: '0.levels',
      about: 'must lie below raise 80',
    },
    {
      says: 'limits out of order',
      change: { levels: { minor: { raise: 96 } } },
      at: '0.levels',
      about: 'must lie above the 96',
    },
  ])('is told about $says', ({ change, at, about }) => {
    const found = complaints({ ...override, ...change });
    // A word that is no severity also leaves no level.
    expect(found[0]).toContain(`${at}: `);
    expect(found[0]).toContain(about);
  });

  test('is told about a tie', () => {
    const dated = {
      ...override,
      from: '2026-12-01',
      levels: { minor: { raise: 72 }, critical: { raise: 90 } },
    };
    expect(complaints(override, dated)).toEqual([expect.stringContaining('1: ties with overrides.0')]);
  });

  test('of a rule that is faulty itself hears only of the rule', () => {
    const result = parse([override], [{ ...rule, kind: 'x' }]);
    expect(!result.ok && result.issues.map(({ path }) => path.join('.'))).toEqual(['rules.0.kind']);
  });

  test('may be no list', () => {
    const result = parse('none');
    expect(!result.ok && result.issues.map(({ path }) => path)).toEqual([['overrides']]);
  });
});
