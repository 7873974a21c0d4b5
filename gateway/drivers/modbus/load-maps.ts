import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseRegisterMap } from './parse-map.js';
import type { RegisterMap } from './register-map.js';

export interface LoadedMaps {
  readonly maps: ReadonlyMap<string, RegisterMap>;
  /** Each with its file and path; a map with a fault is left out, and shadows the bundled one all the same. */
  readonly faults: readonly string[];
}

/** Reads every `*.yaml` of the folders; a map of a later folder shadows one of the same name. A missing folder is empty. */
export async function loadMaps(...folders: readonly string[]): Promise<LoadedMaps> {
  const maps = new Map<string, RegisterMap>();
  const faults: string[] = [];
  for (const folder of folders) {
    for (const file of await yamlFiles(folder)) {
      const name = file.slice(0, -'.yaml'.length);
      const parsed = parseRegisterMap(await readFile(join(folder, file), 'utf8'));
      maps.delete(name);
      if (!parsed.ok) faults.push(...parsed.faults.map((fault) => `${join(folder, file)}: ${fault}`));
      else if (parsed.map.name !== name)
        faults.push(`${join(folder, file)}: name: is not the file's name, ${name}`);
      else maps.set(name, parsed.map);
    }
  }
  return { maps, faults };
}

async function yamlFiles(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((file) => file.endsWith('.yaml')).sort();
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return [];
    throw cause;
  }
}
