import { once } from 'node:events';
import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { type Scenario, type TruthRow, wirePoints } from '../../firmware-sim/index.js';

const CHUNK = 64 * 1024;

/** Writes lines as they come; resolves with their count. The same lines make the same bytes. */
async function writeLines(file: string, lines: Iterable<string>): Promise<number> {
  const stream = createWriteStream(file);
  let chunk = '';
  let count = 0;
  for (const line of lines) {
    chunk += `${line}\n`;
    count += 1;
    if (chunk.length < CHUNK) continue;
    if (!stream.write(chunk)) await once(stream, 'drain');
    chunk = '';
  }
  stream.end(chunk);
  await finished(stream);
  return count;
}

/** Everything that reaches the city's network, as lines of `readings.jsonl`, in the order of its arrival. */
export const writeReadings = (file: string, scenario: Scenario): Promise<number> =>
  writeLines(file, readingLines(scenario));

function* readingLines({ world, from, to }: Scenario): Generator<string> {
  for (const delivery of world.deliveries(from, to)) {
    if (delivery.kind !== 'report') continue;
    const { asset, ts, at, points } = delivery;
    // What a device says about its clock is written as it says it; a poll has our time.
    yield JSON.stringify({ asset, ts: ts ?? at, ...wirePoints(points) });
  }
}

export const writeTruth = (file: string, rows: readonly TruthRow[]): Promise<number> =>
  writeLines(
    file,
    rows.map((row) => JSON.stringify(row)),
  );

/** The files that make a running Streetkeep know the city: `assets.jsonl`, `devices.jsonl`, `grids.geojson`. */
export async function writeRegistry(
  dir: string,
  { city }: Scenario,
  secrets: ReadonlyMap<string, string>,
): Promise<void> {
  mkdirSync(dir, { recursive: true });
  await writeLines(
    join(dir, 'assets.jsonl'),
    city.assets.map((asset) => JSON.stringify(asset)),
  );
  await writeLines(
    join(dir, 'devices.jsonl'),
    city.devices.map((device) => JSON.stringify({ ...device, secret: secrets.get(device.deviceId) })),
  );
  writeFileSync(join(dir, 'grids.geojson'), JSON.stringify(city.grids));
}
