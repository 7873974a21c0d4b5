import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { printJson } from './show.js';
import { printScore } from './show-score.js';

interface ScenarioFlags {
  readonly seed: string;
  readonly rules?: string;
  readonly wire?: boolean;
  readonly keep?: string;
  readonly json?: boolean;
}

export function addScenario(program: Command): void {
  program
    .command('scenario <name>')
    .description('a whole system of its own whose clock the simulator drives, scored against the truth')
    .requiredOption('--seed <n>', 'whole number; the same one brings the same city and the same chance')
    .option('--rules <file>', 'rule file (YAML); default: the bundled rules')
    .option('--wire', 'over real MQTT and Modbus on the loopback; the alerts are the same')
    .option('--keep <dir>', 'leave the data folder there, with the readings')
    .option('--json', 'for programs')
    .action(async (name: string, flags: ScenarioFlags) => {
      const { openNamedScenario } = await import('../scenario/find-scenario.js');
      const { runScenario } = await import('../scenario/run-scenario.js');
      const { createLogger } = await import('../../runtime/index.js');
      const started = performance.now();
      const seed = seedOf(flags.seed);
      const scenario = await openNamedScenario(name, { seed });
      const rules =
        flags.rules === undefined
          ? {}
          : { rules: { file: flags.rules, text: await readFile(flags.rules, 'utf8') } };
      const result = await runScenario({
        scenario,
        ...rules,
        wire: flags.wire === true,
        keep: flags.keep,
        logger: createLogger('warn'),
      });
      if (flags.json === true) {
        printJson({ scenario: scenario.name, seed, ...result.score });
        return;
      }
      process.stdout.write(`${scenario.name}: ${scenario.story}\n`);
      printScore(result.score);
      const wall = (performance.now() - started) / 1_000;
      process.stdout.write(`${result.entries} entries of the log in ${wall.toFixed(1)} s.\n`);
    });
}

export function seedOf(text: string): number {
  const seed = Number(text);
  if (!Number.isSafeInteger(seed) || seed < 0) throw new Error('--seed: a whole number from 0 is expected');
  return seed;
}
