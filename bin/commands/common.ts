import type { Command } from 'commander';
import { parseRfc3339 } from '../../core/index.js';
import { type Config, loadConfig } from '../config.js';
import { execute } from '../control-client.js';
import { InputFaults } from '../input-faults.js';
import type { Operation } from '../operations.js';
import { progressBar } from './show.js';

/** What every command on a data folder takes. */
export interface Common {
  readonly config?: string;
  readonly data?: string;
}

export const configOf = ({ config, data }: Common): Config =>
  loadConfig(process.env, config, data === undefined ? {} : { data });

/** Runs an operation, with a progress bar on a terminal. */
export async function run(options: Common, operation: Operation): Promise<unknown> {
  const bar = progressBar();
  try {
    return await execute(configOf(options), operation, bar.progress);
  } finally {
    bar.stop();
  }
}

export const common = (command: Command): Command =>
  command.option('--config <file>', 'configuration file (YAML)').option('--data <dir>', 'data folder');

/** Epoch ms of what a person typed. */
export function instantOf(name: string, text: string): number {
  const at = /^\d{12,}$/.test(text)
    ? Number(text)
    : parseRfc3339(text.length === 10 ? `${text}T00:00:00Z` : text);
  if (at === undefined) throw new InputFaults([`${name}: ${text} is neither a date, RFC 3339 nor epoch ms`]);
  return at;
}
