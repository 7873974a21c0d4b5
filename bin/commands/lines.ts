import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Command } from 'commander';
import { type Defect, parseCivilDay, readStopList } from '../../core/index.js';
import { InputFaults } from '../input-faults.js';
import { type Common, common, configOf } from './common.js';
import { printJson } from './show.js';

interface Options extends Common {
  readonly feed: string;
  readonly from: string;
  readonly until: string;
}

/** Makes a GTFS folder of a published list of stops; what was wrong with it is printed row by row. */
export function addConvertStops(program: Command): void {
  common(program.command('convert-stops <list> <folder>'))
    .description(
      'make GTFS lines of a published list of stops (CSV); rows that can not be used are named and left out',
    )
    .requiredOption('--feed <name>', 'who runs the lines; importing the same feed again replaces it')
    .requiredOption('--from <date>', 'first day of the timetable')
    .requiredOption('--until <date>', 'last day of the timetable')
    .action((list: string, folder: string, options: Options) => convertStops(list, folder, options));
}

async function convertStops(list: string, folder: string, options: Options): Promise<void> {
  const { feed, from, until } = options;
  const faults = [from, until]
    .filter((day) => parseCivilDay(day) === undefined)
    .map((day) => `${day} is not a date such as 2026-01-01`);
  if (faults.length > 0) throw new InputFaults(faults);
  const { csvOf, tableOf } = await import('../../ingest/index.js');
  const table = tableOf(await readFile(list, 'utf8'));
  if (typeof table === 'string') throw new InputFaults([`${list}: ${table}`]);
  const settings = {
    feedId: feed,
    timeZone: configOf(options).timeZone,
    from: from.replaceAll('-', ''),
    until: until.replaceAll('-', ''),
  };
  const { tables, defects } = readStopList(table, { file: basename(list), ...settings });
  if (tables === undefined) throw new InputFaults(defects.map(lineOf));
  await mkdir(folder, { recursive: true });
  for (const [file, one] of tables) await writeFile(join(folder, file), csvOf(one));
  const count = (file: string): number => tables.get(file)?.rows.length ?? 0;
  printJson({
    rows: table.rows.length,
    lines: count('routes.txt'),
    stopTimes: count('stop_times.txt'),
    byKind: countsOf(defects),
    leftOut: rowByRow(defects, 'error'),
    putRight: rowByRow(defects, 'warning'),
  });
}

const lineOf = ({ file, line, kind, message }: Defect): string => `${file}:${line ?? 1}: ${kind}: ${message}`;

const rowByRow = (defects: readonly Defect[], wanted: Defect['severity']): string[] =>
  defects
    .filter(({ severity }) => severity === wanted)
    .sort((a, b) => (a.line ?? 0) - (b.line ?? 0))
    .map(lineOf);

function countsOf(defects: readonly Defect[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { kind } of defects) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
