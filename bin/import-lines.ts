import { assetId, type Defect, readFeed } from '../core/index.js';
import { type GtfsTexts, gtfsTables } from '../ingest/index.js';
import { isZoneName } from '../runtime/index.js';
import type { Foundation } from './foundation.js';
import { InputFaults } from './input-faults.js';

export interface ImportedLines {
  readonly feed: string;
  readonly version: number;
  readonly routes: number;
  readonly trips: number;
  readonly stops: number;
  readonly shapes: number;
  /** What let the feed in and is worth a look, a line each. */
  readonly warnings: readonly string[];
}

/** Nobody reads more of one kind of trouble. */
const MOST_FAULTS = 1_000;

/** Takes a GTFS feed in, in place of the feed's earlier version: all of it, or nothing and every error by file and row. */
export async function importLines(
  base: Foundation,
  { file, texts }: { readonly file: string; readonly texts: GtfsTexts },
): Promise<ImportedLines> {
  const { tables, defects: unread } = gtfsTables(texts);
  const { feed, defects } = readFeed(tables, {
    isAsset: (id) => base.registry.asset(assetId(id)) !== undefined,
    isZone: isZoneName,
  });
  const all = [...unread, ...defects];
  const faults = [
    ...linesOf(file, all, 'error'),
    ...(feed === undefined ? [] : await base.lines.taken(feed)),
  ];
  if (feed === undefined || faults.length > 0) throw new InputFaults(cut(faults));
  const { version, digest } = await base.lines.save(feed, base.clock.now());
  await base.journal.append((at) => [{ kind: 'lines', at, feed: feed.feedId, version, digest }]);
  return {
    feed: feed.feedId,
    version,
    routes: feed.routes.length,
    trips: feed.trips.length,
    stops: feed.stops.length,
    shapes: feed.shapes.length,
    warnings: cut(linesOf(file, all, 'warning')),
  };
}

const linesOf = (file: string, defects: readonly Defect[], wanted: Defect['severity']): string[] =>
  defects
    .filter(({ severity }) => severity === wanted)
    .map((defect) => {
      const place = defect.line === undefined ? defect.file : `${defect.file}:${defect.line}`;
      return `${file}/${place}: ${defect.kind}: ${defect.message}`;
    });

const cut = (lines: readonly string[]): readonly string[] =>
  lines.length <= MOST_FAULTS
    ? lines
    : [...lines.slice(0, MOST_FAULTS), `and ${lines.length - MOST_FAULTS} more`];
