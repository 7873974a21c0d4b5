import { describe, expect, test } from 'vitest';
import { createEngine, type EngineInput, restoreEngine } from '../../../core/index.js';
import {
  aDevice,
  anAsset,
  applyAll,
  clock,
  minute,
  oneBin,
  overflowRule,
  publish,
  register,
  report,
  run,
  START,
  story,
} from './city.js';

const rule = overflowRule({ raise_for: '0s', clear_for: '0s', max_gap: '2h' });
const opening = [publish(START, 1, rule), oneBin()];

/** Readings a minute apart from minute 1 on; a device that is expected every minute. */
const readings = (text: string): EngineInput[] =>
  text
    .split(' ')
    .flatMap((word, index) => (word === '.' ? [] : [report(minute(index + 1), { fill_pct: Number(word) })]));
const tell = (text: string): string[] => story(run(...opening, ...readings(text)));
const repeat = (text: string, times: number): string => Array(times).fill(text).join(' ');

const three = [
  '1m raised minor',
  '2m resolved minor',
  '3m raised minor',
  '4m resolved minor',
  '5m raised minor',
  '6m resolved minor',
];
const fourth = [...three, '7m raised minor', '8m clearing minor', '8m flapping minor'];

describe('an alert that comes and goes within the hour', () => {
  test.each([
    { says: 'is three alerts after three cycles', text: repeat('81 74', 3), is: three },
    { says: 'stays open at the end of the fourth', text: repeat('81 74', 4), is: fourth },
    {
      says: 'fires and clears as the same alert from then on',
      text: repeat('81 74', 5),
      is: [...fourth, '9m firing-again minor', '10m clearing minor', '10m flapping minor'],
    },
    { says: 'in the deadband it has not ended', text: repeat('81 76', 20), is: ['1m raised minor'] },
    {
      says: 'calms down when fewer than two ends lie within the hour, and ends if it is not true',
      text: `${repeat('81 74', 4)} ${repeat('74', 60)}`,
      is: [...fourth, '66m steady minor', '66m resolved minor'],
    },
    {
      says: 'or goes on like any other alert if it is',
      text: `${repeat('81 74', 4)} ${repeat('81', 60)} 74`,
      is: [...fourth, '9m firing-again minor', '66m steady minor', '69m resolved minor'],
    },
    {
      says: 'four cycles in more than an hour are four alerts',
      text: repeat(`81 ${repeat('74', 20)}`, 4),
      is: [1, 22, 43, 64].flatMap((m) => [`${m}m raised minor`, `${m + 1}m resolved minor`]),
    },
    {
      says: 'it can get graver and milder meanwhile',
      text: `${repeat('81 74', 4)} 97 81`,
      is: [...fourth, '9m level-changed critical', '9m firing-again critical', '10m level-changed minor'],
    },
  ])('$says', ({ text, is }) => expect(tell(text)).toEqual(is));

  test.each([
    { says: 'the lowest value between the cycles', text: '81 74 81 71.5 81 73 81 74', deadband: 8.5 },
    { says: 'not what comes after the last one', text: '81 74 81 74 81 73 81 20', deadband: 7 },
    { says: 'also where the end came before the lowest', text: '81 74 70 81 74 81 73 81 74', deadband: 10 },
  ])('names the deadband that would have stopped it: $says', ({ text, deadband }) => {
    const effects = run(...opening, ...readings(text));
    expect(effects.at(-1)?.alert.flapping).toEqual({ cycles: 4, deadband });
  });

  test('that deadband would have stopped it: with one any wider it is a single alert', () => {
    const text = '81 74 81 71.5 81 73 81 74 81 75';
    const wider = overflowRule({
      levels: [{ severity: 'minor', raise: 80, clear: 80 - 8.6 }],
      raise_for: '0s',
      clear_for: '0s',
    });
    expect(story(run(publish(START, 1, wider), oneBin(), ...readings(text)))).toEqual(['1m raised minor']);
  });

  test('below, the deadband lies above', () => {
    const low = overflowRule({
      when: { point: 'fill_pct', direction: 'below' },
      levels: [{ severity: 'minor', raise: 20, clear: 25 }],
      raise_for: '0s',
      clear_for: '0s',
    });
    const effects = run(publish(START, 1, low), oneBin(), ...readings(repeat('19 27', 4)));
    expect(effects.at(-1)?.alert.flapping).toEqual({ cycles: 4, deadband: 7 });
  });

  test('that has calmed down says so no more', () => {
    const effects = run(...opening, ...readings(`${repeat('81 74', 4)} ${repeat('74', 60)}`));
    expect(effects.at(-1)?.alert).not.toHaveProperty('flapping');
  });
});

describe('a flapping alert', () => {
  const flapping = [...opening, ...readings(repeat('81 74', 4))];
  const count = run(...flapping).length;
  const next = (...inputs: EngineInput[]): string[] => story(run(...flapping, ...inputs).slice(count));

  test('is not calmed down by silence', () => {
    expect(next(clock(minute(600)))).toEqual(['128m stale minor (silent)']);
  });

  test('goes into the snapshot with its cycles', () => {
    const engine = createEngine();
    applyAll(engine, flapping);
    const restored = restoreEngine(engine.snapshot());
    const rest = [9, 10].map((m) => report(minute(m), { fill_pct: m === 9 ? 81 : 74 }));
    expect(story(applyAll(restored, rest))).toEqual([
      '9m firing-again minor',
      '10m clearing minor',
      '10m flapping minor',
    ]);
  });

  test('stays one when its rule is published again with the same limits', () => {
    expect(
      next(publish(minute(9), 2, { ...rule, kind: 'spill' }), report(minute(10), { fill_pct: 81 })),
    ).toEqual(['9m migrated minor', '10m firing-again minor']);
  });

  test('ends, when it is not true, with a rule of other limits: those are to be seen afresh', () => {
    const wider = { ...rule, levels: [{ severity: 'minor', raise: 80, clear: 60 }] };
    expect(next(publish(minute(9), 2, wider))).toEqual(['9m resolved minor']);
  });

  test('stays one when its bin is registered anew', () => {
    const changed = register(minute(9), {
      assets: [anAsset('bin-1', { x: 1 })],
      devices: [aDevice('dev-1', 'bin-1', 90)],
    });
    expect(next(changed, report(minute(10), { fill_pct: 81 }))).toEqual(['10m firing-again minor']);
  });
});
