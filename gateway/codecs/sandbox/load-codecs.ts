import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The text of every `*.js` of the folders, by name; one of a later folder shadows an earlier one. A missing folder is empty. */
export async function loadCodecs(...folders: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const sources = new Map<string, string>();
  for (const folder of folders) {
    for (const file of await filesOf(folder, '.js')) {
      sources.set(file.slice(0, -'.js'.length), await readFile(join(folder, file), 'utf8'));
    }
  }
  return sources;
}

/** Names of the files of a folder that end so, sorted. */
export async function filesOf(folder: string, ending: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((file) => file.endsWith(ending)).sort();
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return [];
    throw cause;
  }
}
