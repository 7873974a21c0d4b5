import { describe, expect, test } from 'vitest';
import { type Action, createEngine, type EngineInput, restoreEngine, unixMs } from '../../../core/index.js';
import {
  applyAll,
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
} from './city.js';

const rule = overflowRule({ raise_for: '0s', clear_for: '0s' });
const high = (m: number): EngineInput => report(minute(m), { fill_pct: 85 });
const opening = [publish(START, 1, rule), oneBin(), high(1)];
const [raised] = run(...opening);
if (raised === undefined) throw new Error('nothing was raised');
const { id } = raised.alert;

const act = (m: number, action: Action, alert = id): EngineInput => ({
  kind: 'action',
  at: minute(m),
  alert,
  by: 'li',
  ...action,
});
const away = (m: number, until: number, alert = id) =>
  act(m, { action: 'shelve', owner: 'wang', reason: 'road works', until: minute(until) }, alert);
const every = (from: number, to: number): EngineInput[] =>
  Array.from({ length: to - from + 1 }, (_, i) => high(from + i));
const told = (...inputs: EngineInput[]) => run(...opening, ...inputs).slice(1);

describe('an alert on the shelf', () => {
  test('says by whom, why and how long', () => {
    const [shelved] = told(away(2, 10));
    expect(shelved).toMatchObject({ transition: 'shelved', alert: { state: 'firing' } });
    expect(shelved?.alert.shelved).toEqual({
      by: 'li',
      owner: 'wang',
      reason: 'road works',
      until: minute(10),
    });
  });

  test.each([
    {
      says: 'tells at the end that it is still true',
      next: [away(2, 10), ...every(2, 12)],
      is: ['2m shelved minor', '10m shelf-ended minor'],
    },
    {
      says: 'is evaluated all the while',
      next: [
        away(2, 10),
        report(minute(3), { fill_pct: 97 }),
        ...every(4, 5),
        report(minute(6), { fill_pct: 20 }),
      ],
      is: ['2m shelved minor', '3m level-changed critical', '4m level-changed minor', '6m resolved minor'],
    },
    {
      says: 'that ends before the shelf does tells nothing at its end',
      next: [away(2, 10), report(minute(3), { fill_pct: 20 }), clock(minute(30))],
      is: ['2m shelved minor', '3m resolved minor'],
    },
    {
      says: 'taken off it early has no end to tell',
      next: [away(2, 10), high(3), act(3, { action: 'unshelve' }), ...every(4, 12)],
      is: ['2m shelved minor', '3m unshelved minor'],
    },
    {
      says: 'gets a new end when it is shelved again',
      next: [away(2, 10), high(3), away(3, 5), ...every(4, 12)],
      is: ['2m shelved minor', '3m shelved minor', '5m shelf-ended minor'],
    },
    {
      says: 'or a later one',
      next: [away(2, 5), high(3), away(3, 10), ...every(4, 12)],
      is: ['2m shelved minor', '3m shelved minor', '10m shelf-ended minor'],
    },
    {
      says: 'is not moved by the same order again',
      next: [away(2, 10), away(2, 10)],
      is: ['2m shelved minor'],
    },
    { says: 'can not be shelved until now', next: [away(2, 2)], is: [] },
    { says: 'can not be taken off a shelf it is not on', next: [act(2, { action: 'unshelve' })], is: [] },
    {
      says: 'goes stale when its device is silent, and both are told',
      next: [away(2, 10), clock(minute(30))],
      is: ['2m shelved minor', '3.5m stale minor (silent)', '10m shelf-ended minor (silent)'],
    },
    {
      says: 'can end and go stale at the same instant',
      next: [away(2, 3.5), clock(minute(30))],
      is: ['2m shelved minor', '3.5m shelf-ended minor', '3.5m stale minor (silent)'],
    },
    {
      says: 'moves with its rule to the next version',
      next: [away(2, 10), publish(minute(3), 2, { ...rule, kind: 'spill' }), ...every(3, 12)],
      is: ['2m shelved minor', '3m migrated minor', '10m shelf-ended minor'],
    },
  ])('$says', ({ next, is }) => expect(story(told(...next))).toEqual(is));

  test('still says so when it is over: whoever tells of the end can know who was told of the raise', () => {
    const effects = told(away(2, 10), report(minute(3), { fill_pct: 20 }));
    expect(effects.at(-1)?.alert).toMatchObject({ state: 'resolved', shelved: { owner: 'wang' } });
  });

  test('the next one starts in the open', () => {
    const effects = told(away(2, 10), report(minute(3), { fill_pct: 20 }), high(4), clock(minute(5)));
    expect(effects.at(-1)?.transition).toBe('raised');
    expect(effects.at(-1)?.alert).not.toHaveProperty('shelved');
  });

  test('its end is a deadline of the engine, before and after a snapshot', () => {
    const engine = createEngine();
    applyAll(engine, [...opening, away(2, 3)]);
    expect(engine.wakeAt).toBe(minute(3));
    const restored = restoreEngine(engine.snapshot());
    expect(restored.wakeAt).toBe(minute(3));
    expect(story(applyAll(restored, [clock(minute(3))]))).toEqual(['3m shelf-ended minor']);
  });

  test('a silence can be shelved as well', () => {
    const quiet = [publish(START, 1, silentRule()), oneBin(), clock(minute(4))];
    const [silence] = run(...quiet);
    if (silence === undefined) throw new Error('nothing was silent');
    expect(
      story(run(...quiet, away(5, 10, silence.alert.id), clock(minute(20)), high(21), clock(minute(23)))),
    ).toEqual(['3m raised major', '5m shelved major', '10m shelf-ended major', '21m resolved major']);
  });
});

test('an alert nobody knows can not be shelved', () => {
  const other: EngineInput = { kind: 'action', at: unixMs(START), alert: id, by: 'li', action: 'unshelve' };
  expect(run(other)).toEqual([]);
});
