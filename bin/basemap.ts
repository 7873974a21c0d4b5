import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const pathIn = (dataDir: string): string => join(dataDir, 'basemap.geojson');
const EMPTY = { type: 'FeatureCollection', features: [] };

/** The streets under the map: `basemap.geojson` in the data folder, WGS-84, each line with a `name`. */
export async function readBasemap(dataDir: string): Promise<object> {
  try {
    const content: unknown = JSON.parse(await readFile(pathIn(dataDir), 'utf8'));
    return typeof content === 'object' && content !== null ? content : EMPTY;
  } catch {
    // None was given, or it is no JSON: the map works without streets.
    return EMPTY;
  }
}

export const writeBasemap = (dataDir: string, collection: object): Promise<void> =>
  writeFile(pathIn(dataDir), JSON.stringify(collection));
