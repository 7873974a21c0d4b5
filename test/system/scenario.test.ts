import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { runScenario } from '../../bin/scenario/run-scenario.js';
import { openScenario } from '../../firmware-sim/index.js';
import { silentLogger } from '../../runtime/index.js';
import { projectPath } from '../support/project-files.js';
import { file } from '../support/streetkeep.js';
import { temporaryDir } from '../support/temporary-dir.js';

/** An hour in which two things go wrong; where dialects are mixed, the bin speaks through ChirpStack. */
const story = (dialects: 'native' | 'mixed'): string => `name: an-hour
story: A bin runs over and a cabinet loses its supply.
city: quarter
start: "2026-04-13 20:00"
lasts: 1h
dialects: ${dialects}
faults:
  - { kind: overflow, asset: bin-0003-k, toPct: 105, over: 10m, at: -60m, for: 2h }
  - { kind: supply-loss, pick: { kind: cabinet }, at: +5m, for: 30m }
`;

async function play(dialects: 'native' | 'mixed', wire: boolean) {
  const opened = openScenario({ text: story(dialects), file: 'an-hour.yaml', seed: 7 });
  if (!opened.ok) throw new Error(JSON.stringify(opened.faults));
  return runScenario({ scenario: opened.scenario, wire, logger: silentLogger });
}

describe('a scenario over real MQTT and Modbus', () => {
  test.each(['native', 'mixed'] as const)(
    'raises the same alerts, id for id, as without sockets: %s dialects',
    async (dialects) => {
      const [without, over] = [await play(dialects, false), await play(dialects, true)];
      expect(over.alerts).toEqual(without.alerts);
      const raised = without.alerts.map(({ alert }) => ({ kind: alert.kind, subject: alert.subject }));
      expect(raised).toContainEqual({ kind: 'overflow', subject: { asset: 'bin-0003-k' } });
      expect(raised.map(({ kind }) => kind)).toContain('cabinet-outage');
    },
    120_000,
  );
});

describe('streetkeep sim --to', () => {
  test('writes the same bytes twice, and the truth beside them', async () => {
    const dir = temporaryDir();
    const path = file(dir, 'an-hour.yaml', story('native'));
    const write = async (run: string, seed: string) => {
      const [readings, truth] = [join(dir, `${run}.jsonl`), join(dir, `${run}-truth.jsonl`)];
      const { stdout } = await promisify(execFile)(process.execPath, [
        projectPath('dist/bin/streetkeep.js'),
        ...['sim', path, '--seed', seed, '--to', readings, '--truth', truth],
      ]);
      return { readings: readFileSync(readings), truth: readFileSync(truth, 'utf8'), stdout };
    };
    const [first, again, other] = [await write('a', '7'), await write('b', '7'), await write('c', '8')];
    const hash = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
    expect(hash(again.readings)).toBe(hash(first.readings));
    expect(hash(other.readings)).not.toBe(hash(first.readings));
    expect(again.truth).toBe(first.truth);
    const lines = first.readings.toString().trim().split('\n');
    expect(first.stdout).toContain(`${lines.length} reports`);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ asset: expect.any(String), ts: expect.any(Number) });
    const truths = first.truth
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(truths).toContainEqual(expect.objectContaining({ kind: 'overflow', cause: 'overflow' }));
    expect(truths).toContainEqual(expect.objectContaining({ cause: 'supply-loss' }));
  }, 60_000);
});
