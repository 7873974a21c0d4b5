import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { SCENARIOS_DIR } from '../../bin/root.js';
import { openNamedScenario, scenarioNames } from '../../bin/scenario/find-scenario.js';
import { runScenario, type ScenarioResult } from '../../bin/scenario/run-scenario.js';
import { FAULT_SPECS } from '../../firmware-sim/fault/fault-specs.js';
import { silentLogger } from '../../runtime/index.js';

const SEED = 11;
const NAMES = scenarioNames();

/** The kinds of fault that a scenario file names. */
function faultKinds(name: string): string[] {
  const plan: { faults?: { kind: string }[] } = parse(
    readFileSync(join(SCENARIOS_DIR, `${name}.yaml`), 'utf8'),
  );
  return (plan.faults ?? []).map(({ kind }) => kind);
}

async function play(name: string): Promise<ScenarioResult> {
  const scenario = await openNamedScenario(name, { seed: SEED });
  return runScenario({ scenario, logger: silentLogger, wire: false, keep: undefined });
}

describe('the bundled scenarios', () => {
  test('are twenty or more, each with a story of one line', () => {
    expect(NAMES.length).toBeGreaterThanOrEqual(20);
  });

  test('between them show every kind of fault', () => {
    const shown = new Set(NAMES.flatMap(faultKinds));
    expect([...Object.keys(FAULT_SPECS)].filter((kind) => !shown.has(kind))).toEqual([]);
  });

  test.each(NAMES)('%s: can be staged with any seed, and something true happens in it', async (name) => {
    for (const seed of [1, 2]) {
      const { world, from, to, city } = await openNamedScenario(name, { seed });
      expect(world.truth(from, to).length).toBeGreaterThan(0);
      const known = new Set<string>(city.assets.map(({ assetId }) => assetId));
      let reports = 0;
      for (const delivery of world.deliveries(from, to)) {
        if (delivery.kind === 'report' && known.has(delivery.asset)) reports += 1;
        if (reports >= 100) break;
      }
      expect(reports).toBe(100);
    }
  });
});

describe('a scenario that is played, under the rules a city starts with', () => {
  test('market day: every bin that ran over was told of, and no bin that only came close', async () => {
    const { score, truths } = await play('market-day');
    const overflows = truths.filter(({ kind }) => kind === 'overflow');
    expect(overflows.length).toBeGreaterThanOrEqual(9);
    expect(score.byKind.overflow).toMatchObject({ recall: 1 });
  });

  test('a cabinet trips: its outage is told, in a minute or two, and its lamps count as told with it', async () => {
    const { score } = await play('cabinet-trip');
    const outage = score.byKind['cabinet-outage'];
    expect(outage).toMatchObject({ truths: 2, found: 2, precision: 1 });
    expect(outage?.detectS.p95).toBeLessThan(150);
    expect(score.byKind['lamp-dark']?.found).toBeGreaterThan(0);
  });

  test('a gateway falls silent: the devices behind it are told of, and nothing is called dark', async () => {
    const { score, alerts } = await play('silent-gateway');
    expect(score.byKind.silent).toMatchObject({ recall: 1 });
    expect(alerts.some(({ alert }) => alert.kind === 'cabinet-outage')).toBe(false);
  });

  test('septic rise: every tank that was high is told of, and so is the gas', async () => {
    const { score } = await play('septic-rise');
    expect(score.byKind['tank-high']).toMatchObject({ recall: 1 });
    expect(score.byKind.gas).toMatchObject({ recall: 1 });
  });

  test('the same seed gives the same alerts, id for id', async () => {
    const ids = async () => (await play('bin-fire')).alerts.map(({ alert }) => alert.id);
    expect(await ids()).toEqual(await ids());
  });
});
