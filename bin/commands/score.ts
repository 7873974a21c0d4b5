import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { Score } from '../../core/index.js';
import { type Common, common, instantOf, run } from './common.js';
import { printJson } from './show.js';
import { printScore } from './show-score.js';

type ScoreFlags = Common & {
  readonly truth: string;
  readonly from?: string;
  readonly to?: string;
  readonly json?: boolean;
};

export function addScore(program: Command): void {
  common(program.command('score'))
    .description('how well the alerts of this data folder told what really happened')
    .requiredOption('--truth <file>', 'truth rows as JSON lines, as `sim --truth` writes them')
    .option('--from <time>', 'date, RFC 3339 or epoch ms; default: the first event')
    .option('--to <time>', 'date, RFC 3339 or epoch ms; default: the last event')
    .option('--json', 'for programs')
    .action(async (flags: ScoreFlags) => {
      const file = flags.truth;
      const text = await readFile(file, 'utf8');
      const from = flags.from === undefined ? undefined : instantOf('--from', flags.from);
      const to = flags.to === undefined ? undefined : instantOf('--to', flags.to);
      // What the operation `score` returns, here or in the server.
      const result = (await run(flags, { op: 'score', file, text, from, to })) as Score;
      if (flags.json === true) printJson(result);
      else printScore(result);
    });
}
