import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What the running server answers a command with, a JSON line each. */
export type ControlLine =
  | { readonly progress: readonly [done: number, total: number] }
  | { readonly result: unknown }
  | { readonly faults: readonly string[] };

/** Longest path of a Unix socket that every system takes. */
const LONGEST_PATH = 100;

/** The owner-only socket of the server on this data folder; deep folders get one in the temporary folder. */
export function controlPath(dataDir: string): string {
  const path = join(dataDir, 'control.sock');
  if (path.length <= LONGEST_PATH) return path;
  return join(tmpdir(), `streetkeep-${createHash('sha256').update(dataDir).digest('hex').slice(0, 16)}.sock`);
}
