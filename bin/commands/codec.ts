import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import {
  CodecRunner,
  checkVectors,
  loadCodecs,
  parseVectors,
  type VectorReport,
} from '../../gateway/index.js';
import { loadConfig } from '../config.js';
import { InputFaults } from '../input-faults.js';
import { CODECS_DIR } from '../root.js';
import { printJson, printTable } from './show.js';

interface Options {
  readonly config?: string;
  readonly data?: string;
  readonly json?: boolean;
}

export function addCodec(program: Command): void {
  program
    .command('codec')
    .description("other people's payload codecs")
    .command('check <vectors>')
    .description(
      'run lines {codec, fPort, bytes, expected} through their codecs; bytes in hexadecimal digits',
    )
    .option('--config <file>', 'configuration file (YAML)')
    .option('--data <dir>', 'data folder; its codecs/ are known by name')
    .option('--json', 'for programs')
    .action(async (file: string, options: Options) => {
      const report = await check(file, options);
      if (options.json === true) printJson(report);
      else print(report);
      if (report.pass < report.rows.length) process.exitCode = 1;
    });
}

async function check(file: string, { config, data }: Options): Promise<VectorReport> {
  const parsed = parseVectors(await readFile(file, 'utf8'));
  if (!parsed.ok) throw new InputFaults(parsed.faults.map((fault) => `${file}: ${fault}`));
  const { dataDir } = loadConfig(process.env, config, data === undefined ? {} : { data });
  const sources = new Map(await loadCodecs(CODECS_DIR, join(dataDir, 'codecs')));
  for (const { codec } of parsed.vectors) {
    const source = sources.get(codec) ?? (await findSource(codec, dirname(file), sources));
    if (source !== undefined) sources.set(codec, source);
  }
  const runner = new CodecRunner(sources);
  try {
    return await checkVectors(parsed.vectors, runner);
  } finally {
    await runner.close();
  }
}

/**
 * A codec may be the path of a file, from the vectors' folder or from here, with or without `.js`; or it is written as in
 * The Things Network's device repository, `dingtek/df702-codec`, for the codec `dingtek-df702`.
 */
async function findSource(
  codec: string,
  folder: string,
  sources: ReadonlyMap<string, string>,
): Promise<string | undefined> {
  const names = [codec, codec.replace(/-codec$/, '')];
  const paths = names.flatMap((name) =>
    [folder, '.'].flatMap((base) => [resolve(base, name), resolve(base, `${name}.js`)]),
  );
  const path = paths.find((one) => existsSync(one) && statSync(one).isFile());
  if (path !== undefined) return readFile(path, 'utf8');
  return names.map((name) => sources.get(name.replaceAll('/', '-'))).find((source) => source !== undefined);
}

const MAX_CELL = 60;
const short = (value: unknown): string => (JSON.stringify(value) ?? '').slice(0, MAX_CELL);

function print({ pass, differ, throw: thrown, rows }: VectorReport): void {
  const bad = rows.filter(({ result }) => result !== 'pass');
  if (bad.length > 0) {
    printTable(
      ['line', 'codec', 'result', 'expected', 'got'],
      bad.map((row) => [row.line, row.codec, row.result, short(row.expected), row.reason ?? short(row.got)]),
    );
  }
  process.stdout.write(`${pass} pass, ${differ} differ, ${thrown} throw\n`);
}
