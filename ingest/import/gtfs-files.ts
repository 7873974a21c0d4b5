import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { parse as parseCsv } from 'csv-parse/sync';
import { unzipSync } from 'fflate';
import type { Defect, Table, Tables } from '../../core/index.js';

/** Texts of a feed by file name. */
export type GtfsTexts = Readonly<Record<string, string>>;

/** What a zip may hold unpacked: a feed of a province stays below, a bomb does not. */
const MOST_BYTES = 512 * 1024 * 1024;

/** Reads the `.txt` files of a GTFS zip or folder; a zip may hold them in one folder. Throws with a clear reason. */
export async function readGtfsTexts(path: string): Promise<GtfsTexts> {
  const files = (await stat(path)).isDirectory()
    ? await fromFolder(path)
    : fromZip(path, await readFile(path));
  if (Object.keys(files).length === 0) throw new Error(`${path}: no .txt file in it`);
  return Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, decode(path, name, bytes)]));
}

async function fromFolder(path: string): Promise<Record<string, Uint8Array>> {
  const names = (await readdir(path)).filter((name) => extname(name) === '.txt');
  const texts = await Promise.all(
    names.map(async (name) => [name, await readFile(join(path, name))] as const),
  );
  return Object.fromEntries(texts);
}

function fromZip(path: string, bytes: Uint8Array): Record<string, Uint8Array> {
  let total = 0;
  const filter = ({
    name,
    originalSize,
  }: {
    readonly name: string;
    readonly originalSize: number;
  }): boolean => {
    if (extname(name) !== '.txt' || name.startsWith('__MACOSX/')) return false;
    total += originalSize;
    if (total > MOST_BYTES) throw new Error(`${path}: more than ${MOST_BYTES / 1024 / 1024} MiB unpacked`);
    return true;
  };
  let entries: Record<string, Uint8Array>;
  try {
    entries = unzipSync(bytes, { filter });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(reason.startsWith(path) ? reason : `${path}: neither a folder nor a zip (${reason})`, {
      cause,
    });
  }
  const files: Record<string, Uint8Array> = {};
  for (const [name, content] of Object.entries(entries)) {
    const plain = basename(name);
    if (files[plain] !== undefined) throw new Error(`${path}: ${plain} is in it twice`);
    files[plain] = content;
  }
  return files;
}

function decode(path: string, name: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new Error(`${path}: ${name} is not UTF-8`, { cause });
  }
}

/** The rows of each file with the line they stand on; a file that is no CSV is a defect. */
export function gtfsTables(texts: GtfsTexts): {
  readonly tables: Tables;
  readonly defects: readonly Defect[];
} {
  const tables = new Map<string, Table>();
  const defects: Defect[] = [];
  for (const [file, text] of Object.entries(texts)) {
    const table = tableOf(text);
    if (typeof table === 'string')
      defects.push({ severity: 'error', kind: 'bad-value', file, line: undefined, message: table });
    else tables.set(file, table);
  }
  return { tables, defects };
}

interface Read {
  readonly record: Readonly<Record<string, string | undefined>>;
  readonly info: { readonly lines: number };
}

/** A CSV text as a table, or why it is none. */
export function tableOf(text: string): Table | string {
  let columns: string[] = [];
  try {
    // With `info` each row comes with the line on which it ends.
    const read: unknown = parseCsv(text, {
      bom: true,
      trim: true,
      info: true,
      skip_empty_lines: true,
      relax_column_count: true,
      columns: (header: string[]) => {
        columns = header;
        return header;
      },
    });
    return {
      columns,
      rows: (read as readonly Read[]).map(({ record, info }) => ({ line: info.lines, cells: record })),
    };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
