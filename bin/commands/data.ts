import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { Alert } from '../../core/index.js';
import type { BacktestResult } from '../backtest.js';
import { makePassword, makeSecret } from '../config.js';
import { InputFaults } from '../input-faults.js';
import type { Operation } from '../operations.js';
import { type Common, common, instantOf, run } from './common.js';
import { printJson, printTable } from './show.js';

const IMPORTS = ['assets', 'devices', 'readings', 'rules', 'gtfs'] as const;

export function addImport(program: Command): void {
  common(program.command('import <what> <file>'))
    .description(`take in ${IMPORTS.join(', ')}: all of it, or nothing and every fault by line`)
    .option('--publish', 'rules only: make them live at once')
    .action(async (what: string, file: string, options: Common & { publish?: boolean }) => {
      const known = IMPORTS.find((one) => one === what);
      if (known === undefined) throw new InputFaults([`import: one of ${IMPORTS.join(', ')}`]);
      printJson(await run(options, await importOf(known, file, options.publish === true)));
    });
}

async function importOf(what: (typeof IMPORTS)[number], file: string, publish: boolean): Promise<Operation> {
  if (what === 'gtfs') {
    // Unzipping is loaded only by the command that needs it.
    const { readGtfsTexts } = await import('../../ingest/index.js');
    return { op: 'import-lines', file, texts: await readGtfsTexts(file) };
  }
  const text = await readFile(file, 'utf8');
  return what === 'rules' ? { op: 'import-rules', file, text, publish } : { op: 'import', what, file, text };
}

export function addBacktest(program: Command): void {
  common(program.command('backtest'))
    .description('the alerts that a rule file would have given over stored history')
    .requiredOption('--rules <file>', 'rule file (YAML)')
    .requiredOption('--from <time>', 'date, RFC 3339 or epoch ms')
    .requiredOption('--to <time>', 'date, RFC 3339 or epoch ms')
    .option('--json', 'for programs')
    .action(async (options: Common & { rules: string; from: string; to: string; json?: boolean }) => {
      const text = await readFile(options.rules, 'utf8');
      const from = instantOf('--from', options.from);
      const to = instantOf('--to', options.to);
      const operation: Operation = { op: 'backtest', file: options.rules, text, from, to };
      // What the operation `backtest` returns, here or in the server.
      const result = (await run(options, operation)) as BacktestResult;
      if (options.json === true) printJson(result);
      else printBacktest(result);
    });
}

const iso = (at: number | undefined): string =>
  at === undefined ? 'still open' : new Date(at).toISOString();
const subjectOf = ({ subject }: Alert): string => ('asset' in subject ? subject.asset : subject.device);

function printBacktest({ alerts, readings, seconds, coverage }: BacktestResult): void {
  printTable(
    ['rule', 'subject', 'severity', 'opened (UTC)', 'resolved (UTC)'],
    alerts.map((alert) => [
      alert.ruleId,
      subjectOf(alert),
      alert.severity,
      iso(alert.openedAt),
      iso(alert.resolvedAt),
    ]),
  );
  const rate = Math.round(readings / Math.max(seconds, 0.001));
  process.stdout.write(
    `${alerts.length} alerts from ${readings} readings in ${seconds.toFixed(1)} s (${rate}/s); ` +
      `${(coverage * 100).toFixed(0)} % of the watched assets reported.\n`,
  );
}

export function addUser(program: Command): void {
  const user = program.command('user').description('accounts and API tokens');
  common(user.command('add <name>'))
    .requiredOption('--role <role>', 'viewer, crew, dispatcher, operator or admin')
    .option('--password <password>', 'default: one is made and shown once')
    .action(async (name: string, options: Common & { role: string; password?: string }) => {
      const password = options.password ?? makePassword();
      await run(options, { op: 'user-add', name, role: options.role, password });
      printJson({ user: name, role: options.role, ...(options.password === undefined ? { password } : {}) });
    });
  common(user.command('passwd <name>'))
    .option('--password <password>', 'default: one is made and shown once')
    .action(async (name: string, options: Common & { password?: string }) => {
      const password = options.password ?? makePassword();
      await run(options, { op: 'user-passwd', name, password });
      printJson({ user: name, ...(options.password === undefined ? { password } : {}) });
    });
  common(user.command('token <name>'))
    .description('an API token; it is shown once')
    .action(async (name: string, options: Common) =>
      printJson(await run(options, { op: 'user-token', name })),
    );
}

export function addCredential(program: Command): void {
  const credential = program.command('credential').description('credentials of other platforms over MQTT');
  common(credential.command('add <name>'))
    .description('let an integration publish on the topics it declares, for devices of one id prefix')
    .requiredOption('--topics <filters>', 'MQTT topic filters, separated by commas')
    .option('--prefix <text>', 'the ids of its devices begin so', '')
    .option('--secret <secret>', 'default: one is made and shown once')
    .action(async (name: string, options: Common & { topics: string; prefix: string; secret?: string }) => {
      const secret = options.secret ?? makeSecret();
      const topics = options.topics.split(',');
      await run(options, { op: 'credential-add', name, topics, idPrefix: options.prefix, secret });
      printJson({ credential: name, topics, ...(options.secret === undefined ? { secret } : {}) });
    });
}

export function addDoctor(program: Command): void {
  common(program.command('doctor'))
    .description('look the data folder over: log, store, registry, rules, disk')
    .action(async (options: Common) => {
      const report = await run(options, { op: 'doctor' });
      printJson(report);
      const healthy =
        typeof report === 'object' && report !== null && Reflect.get(report, 'healthy') === true;
      if (!healthy) process.exitCode = 1;
    });
}
