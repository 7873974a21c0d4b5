import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseRuleSet } from '../../../core/index.js';

type Doc = Record<string, unknown>;

const overflow: Doc = {
  id: 'kitchen-overflow',
  kind: 'overflow',
  watch: { asset: 'bin', where: { stream: 'kitchen' } },
  when: { point: 'fill_pct' },
  levels: [
    { severity: 'minor', raise: 80, clear: 75 },
    { severity: 'critical', raise: '95 %', clear: 88 },
  ],
  raise_for: '10m',
  clear_for: '5m',
};
const silent: Doc = {
  id: 'silent-device',
  kind: 'silent',
  watch: { device: '*' },
  when: { silent: { intervals: 3 } },
};
const level = (raise: unknown, clear: unknown, severity: unknown = 'minor') => ({ severity, raise, clear });

const parse = (...rules: unknown[]) => parseRuleSet({ rules });
const complaints = (...rules: unknown[]): string[] => {
  const result = parse(...rules);
  return result.ok ? [] : result.issues.map(({ path, message }) => `${path.slice(1).join('.')}: ${message}`);
};

describe('a sound rule file', () => {
  test('becomes plain JSON with durations in ms and defaults filled in', () => {
    const result = parse(overflow, silent);
    const expected = {
      rules: [
        {
          type: 'threshold',
          id: 'kitchen-overflow',
          kind: 'overflow',
          watch: { asset: 'bin', where: [{ attribute: 'stream', oneOf: ['kitchen'] }] },
          point: 'fill_pct',
          direction: 'above',
          levels: [level(80, 75), level(95, 88, 'critical')],
          raiseForMs: 600_000,
          clearForMs: 300_000,
          maxGapMs: 'auto',
        },
        {
          type: 'silent',
          id: 'silent-device',
          kind: 'silent',
          watch: { device: '*' },
          intervals: 3,
          severity: 'major',
        },
      ],
    };
    expect(result).toEqual({ ok: true, ruleSet: expected });
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  });

  test('keeps notify and dispatch', () => {
    const result = parse({
      ...overflow,
      notify: { team: 'sanitation', escalate: [{ after: '15m', to: 'shift-lead' }] },
      dispatch: { skill: 'collection', sla: { accept: '10m', close: '2h' } },
    });
    expect(result.ok && result.ruleSet.rules[0]).toMatchObject({
      notify: { team: 'sanitation', escalate: [{ afterMs: 900_000, to: 'shift-lead' }] },
      dispatch: { skill: 'collection', sla: { acceptMs: 600_000, closeMs: 7_200_000 } },
    });
  });

  test.each([
    {
      says: 'a list of attribute values',
      change: { watch: { asset: 'bin', where: { stream: ['other', 'kitchen'] } } },
    },
    {
      says: 'a condition below its limit',
      change: { when: { point: 'battery_v', direction: 'below' }, levels: [level(3.3, 3.4)] },
    },
    { says: 'a max_gap of its own', change: { max_gap: '1h30m' } },
    { says: 'a flag', change: { when: { point: 'lid_open' }, levels: [level(1, 0)] } },
    { says: 'a rate', change: { when: { point: 'fill_pct', rate: { over: '1h' } } } },
    {
      says: 'a rate that falls',
      change: {
        when: { point: 'fill_pct', direction: 'below', rate: { over: '5m' } },
        levels: [level('-40 %', -5)],
      },
    },
    {
      says: 'active windows',
      change: {
        active: {
          windows: ['06:30-09:30', '22:00-05:00'],
          zone: 'Asia/Shanghai',
          days: ['Mon', 'Sun'],
          holidays: 'cn',
        },
      },
    },
    { says: 'active days', change: { active: { zone: '+08:00', days: 'Sat', holidays: ['2027-01-01'] } } },
    { says: 'active nights', change: { active: { sun: { from: 'sunset-10m', to: 'sunrise+1h' } } } },
    { says: 'no holds at all', change: { raise_for: '0s', clear_for: undefined } },
  ])('may have $says', ({ change }) => expect(complaints({ ...overflow, ...change })).toEqual([]));

  test('a silent rule may name the asset kinds it cares for', () => {
    const result = parse({ ...silent, watch: { device: '*', where: { asset: ['bin', 'tank'] } } });
    expect(result.ok && result.ruleSet.rules[0]?.watch).toEqual({ device: '*', on: ['bin', 'tank'] });
  });
});

describe('a faulty rule file', () => {
  test.each([
    { says: 'an unknown key', change: { rais_for: '1m' }, at: 'rais_for', about: 'not a known key' },
    {
      says: 'an unknown key of a level',
      change: { levels: [{ ...level(80, 75), color: 1 }] },
      at: 'levels.0.color',
      about: 'not a known key',
    },
    { says: 'an unknown kind', change: { kind: 'overfull' }, at: 'kind', about: 'is not an alert kind' },
    {
      says: 'an unknown severity',
      change: { levels: [level(80, 75, 'bad')] },
      at: 'levels.0.severity',
      about: 'is not a severity',
    },
    {
      says: 'an unknown point',
      change: { when: { point: 'fill' } },
      at: 'when.point',
      about: 'not a known point',
    },
    {
      says: 'a point of Object.prototype',
      change: { when: { point: 'constructor' } },
      at: 'when.point',
      about: 'not a known point',
    },
    {
      says: 'a point of another asset kind',
      change: { when: { point: 'level_mm' } },
      at: 'when.point',
      about: "a bin doesn't report level_mm",
    },
    {
      says: 'a text point',
      change: { watch: { asset: 'lamp' }, when: { point: 'fault_code' } },
      at: 'when.point',
      about: 'is a text',
    },
    {
      says: 'a foreign unit',
      change: { levels: [level('80 mm', 75)] },
      at: 'levels.0.raise',
      about: 'the unit "mm" is not',
    },
    {
      says: 'a duration without a unit',
      change: { raise_for: 10 },
      at: 'raise_for',
      about: 'expected a duration',
    },
    {
      says: 'a duration of ages',
      change: { raise_for: '999999d' },
      at: 'raise_for',
      about: 'expected a duration',
    },
    { says: 'a max_gap of nothing', change: { max_gap: '0s' }, at: 'max_gap', about: 'above zero' },
    {
      says: 'clear on the wrong side',
      change: { levels: [level(80, 85)] },
      at: 'levels.0.clear',
      about: 'must lie below raise 80',
    },
    {
      says: 'clear upon raise',
      change: { levels: [level(80, 80)] },
      at: 'levels.0.clear',
      about: 'must lie below raise 80',
    },
    {
      says: 'clear below a falling limit',
      change: { when: { point: 'fill_pct', direction: 'below' }, levels: [level(20, 10)] },
      at: 'levels.0.clear',
      about: 'must lie above raise 20',
    },
    {
      says: 'a limit no reading can reach',
      change: { levels: [level(120, 75)] },
      at: 'levels.0.raise',
      about: 'outside 0 to 100',
    },
    {
      says: 'a flag at two',
      change: { when: { point: 'lid_open' }, levels: [level(2, 0)] },
      at: 'levels.0.raise',
      about: 'a flag is 0 or 1',
    },
    {
      says: 'levels that get milder',
      change: { levels: [level(80, 75, 'major'), level(95, 88, 'minor')] },
      at: 'levels.1.severity',
      about: 'must be graver than major',
    },
    {
      says: 'levels whose limits fall',
      change: { levels: [level(95, 88), level(80, 75, 'critical')] },
      at: 'levels.1.raise',
      about: 'must lie above the 95',
    },
    { says: 'no level', change: { levels: [] }, at: 'levels', about: 'at least one level' },
    { says: 'no levels key', change: { levels: undefined }, at: 'levels', about: 'expected a list' },
    { says: 'an id with a space', change: { id: 'a b' }, at: 'id', about: 'expected an id' },
    {
      says: 'a device watched by a threshold',
      change: { watch: { asset: 'bin', device: '*' } },
      at: 'watch.device',
      about: 'not a known key',
    },
    {
      says: 'an empty list of values',
      change: { watch: { asset: 'bin', where: { stream: [] } } },
      at: 'watch.where.stream',
      about: 'matches nothing',
    },
    {
      says: 'an escalation without a name',
      change: { notify: { team: 'a', escalate: [{ after: '1m' }] } },
      at: 'notify.escalate.0.to',
      about: 'expected who is told',
    },
    {
      says: 'an unknown key of an SLA',
      change: { dispatch: { skill: 'a', sla: { open: '1m' } } },
      at: 'dispatch.sla.open',
      about: 'not a known key',
    },
    {
      says: 'a group',
      change: { group: { by: ['circuit'] } },
      at: 'group',
      about: 'not available in this version yet',
    },
    ...[
      {
        says: 'no window',
        active: { windows: [], zone: 'UTC' },
        at: 'windows',
        about: 'at least one window',
      },
      {
        says: 'half a window',
        active: { windows: ['06:30'], zone: 'UTC' },
        at: 'windows.0',
        about: 'expected a window',
      },
      {
        says: 'a window of three times',
        active: { windows: ['01:00-02:00-03:00'], zone: 'UTC' },
        at: 'windows.0',
        about: 'expected a window',
      },
      {
        says: 'a window past midnight',
        active: { windows: ['22:00-25:00'], zone: 'UTC' },
        at: 'windows.0',
        about: 'expected a window',
      },
      {
        says: 'a window of nothing',
        active: { windows: ['06:00-06:00'], zone: 'UTC' },
        at: 'windows.0',
        about: 'begin and end',
      },
      {
        says: 'windows without a zone',
        active: { windows: ['06:30-09:30'] },
        at: 'zone',
        about: 'expected a time zone',
      },
      { says: 'an unknown zone', active: { zone: 'Mars/Base' }, at: 'zone', about: 'expected a time zone' },
      {
        says: 'an unknown day',
        active: { zone: 'UTC', days: ['Monday'] },
        at: 'days.0',
        about: 'is not a day of the week',
      },
      { says: 'no day', active: { zone: 'UTC', days: [] }, at: 'days', about: 'at least one day' },
      {
        says: 'an unknown calendar',
        active: { zone: 'UTC', holidays: 'mars' },
        at: 'holidays',
        about: 'is not a calendar',
      },
      {
        says: 'a date that is none',
        active: { zone: 'UTC', holidays: ['2027-02-29'] },
        at: 'holidays.0',
        about: 'expected a date',
      },
      {
        says: 'the sun and windows',
        active: { windows: [], sun: { from: 'sunset', to: 'sunrise' } },
        at: 'windows',
        about: 'not a known key',
      },
      {
        says: 'the moon',
        active: { sun: { from: 'moonrise', to: 'sunrise' } },
        at: 'sun.from',
        about: 'expected sunrise or sunset',
      },
      {
        says: 'the sun at all hours',
        active: { sun: { from: 'sunset+7h', to: 'sunrise' } },
        at: 'sun.from',
        about: 'up to 6h',
      },
      {
        says: 'an offset of nothing',
        active: { sun: { from: 'sunset+', to: 'sunrise' } },
        at: 'sun.from',
        about: 'expected sunrise or sunset',
      },
      {
        says: 'the sun from now to now',
        active: { sun: { from: 'sunset', to: 'sunset' } },
        at: 'sun',
        about: 'must not be the same',
      },
    ].map(({ says, active, at, about }) => ({ says, change: { active }, at: `active.${at}`, about })),
    {
      says: 'a rate over nothing',
      change: { when: { point: 'fill_pct', rate: { over: '0s' } } },
      at: 'when.rate.over',
      about: 'above zero',
    },
    {
      says: 'a rate without a window',
      change: { when: { point: 'fill_pct', rate: {} } },
      at: 'when.rate.over',
      about: 'expected a duration',
    },
    {
      says: 'a rate that is a text',
      change: { when: { point: 'fill_pct', rate: '1h' } },
      at: 'when.rate',
      about: 'expected an object',
    },
    {
      says: 'an unknown key of a rate',
      change: { when: { point: 'fill_pct', rate: { over: '1h', per: '1h' } } },
      at: 'when.rate.per',
      about: 'not a known key',
    },
    {
      says: 'a rate of a flag',
      change: { when: { point: 'lid_open', rate: { over: '1h' } }, levels: [level(1, 0)] },
      at: 'when.rate',
      about: 'is a flag',
    },
    {
      says: 'a rate no point can have',
      change: { when: { point: 'fill_pct', rate: { over: '1h' } }, levels: [level(101, 75)] },
      at: 'levels.0.raise',
      about: 'outside -100 to 100',
    },
    {
      says: 'an expression',
      change: { when: { expr: 'fill_pct > 3' } },
      at: 'when.expr',
      about: 'not available in this version yet',
    },
  ])('is told about $says', ({ change, at, about }) => {
    const found = complaints({ ...overflow, ...change });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`${at}: `);
    expect(found[0]).toContain(about);
  });

  test.each(['forecast', 'expected', 'corridor'])('is told that %s is to come', (key) => {
    expect(complaints({ ...overflow, when: { [key]: {} } })).toEqual([
      expect.stringContaining(`when.${key}: "${key}" is not available in this version yet`),
    ]);
  });

  test('is told that a silent rule has no hours yet', () => {
    expect(complaints({ ...silent, active: { zone: 'UTC' } })).toEqual([
      expect.stringContaining('active: "active" is not available in this version yet'),
    ]);
  });

  test('hears of every fault at once', () => {
    const found = complaints(
      { ...overflow, kind: 'x', levels: [level(80, 85), level(70, 60, 'info')] },
      { ...silent, when: { silent: { intervals: 0 } } },
      silent,
    );
    expect(found.map((line) => line.split(':')[0])).toEqual([
      '0.kind',
      '0.levels.0.clear',
      '0.levels.1.severity',
      '0.levels.1.raise',
      '1.when.silent.intervals',
      '2.id',
    ]);
  });
});

describe('a hostile document', () => {
  const junk = fc.anything({
    withNullPrototype: true,
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSparseArray: true,
  });

  test('never throws, whatever it is', () => {
    fc.assert(
      fc.property(junk, (document) => typeof parseRuleSet(document).ok === 'boolean'),
      { numRuns: 2_000 },
    );
  });

  test('never throws with junk anywhere in a sound rule', () => {
    const keys = [
      'id',
      'kind',
      'watch',
      'when',
      'levels',
      'raise_for',
      'clear_for',
      'max_gap',
      'notify',
      'dispatch',
      'severity',
      'active',
    ];
    const spoilt = fc.tuple(fc.constantFrom(overflow, silent), fc.dictionary(fc.constantFrom(...keys), junk));
    fc.assert(
      fc.property(spoilt, ([rule, change]) => typeof parse({ ...rule, ...change }).ok === 'boolean'),
      { numRuns: 2_000 },
    );
  });

  test('pollutes nothing', () => {
    const evil: unknown = JSON.parse(
      '{"rules":[{"__proto__":{"x":1},"id":"__proto__","watch":{"asset":"bin","where":{"__proto__":"y"}}}],"__proto__":{"ok":1}}',
    );
    expect(parseRuleSet(evil).ok).toBe(false);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  test('is bounded in depth, in length and in complaints', () => {
    let deep: unknown = 1;
    for (let i = 0; i < 100_000; i++) deep = { rules: [deep], watch: deep };
    expect(parseRuleSet(deep).ok).toBe(false);
    expect(parseRuleSet({ rules: Array.from({ length: 1_000_000 }) }).ok).toBe(false);
    const wide = parseRuleSet({ rules: Array.from({ length: 1_000 }, () => ({})) });
    expect(!wide.ok && wide.issues.length).toBe(200);
  });
});
