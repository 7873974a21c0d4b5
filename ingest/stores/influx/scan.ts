import { type AssetKind, measurementOf } from '../../../core/index.js';
import type { ScanPage, ScanQuery, StoredReport } from '../store.js';
import { type Arrivals, endOfMinute, minuteOf } from './arrivals.js';
import type { Book } from './book.js';
import { between, reportOf } from './queries.js';
import { type InfluxServer, quoteName } from './server.js';

/**
 * Reports fetched at a time, about: few queries, since each costs the server by the number of its series, and little
 * enough to be held.
 */
const WINDOW_REPORTS = 100_000;
/** Minutes of arrival looked at to find the next window. */
const MINUTES = 1_440;

/** A span of arrival time, both ends included, and the observed times within which its reports lie. */
interface Window {
  readonly from: number;
  readonly to: number;
  readonly firstTs: number;
  readonly lastTs: number;
}

/** The place of a report in the order of a scan. */
type Place = readonly [receivedAt: number, position: number, kind: number, identity: string];

interface Placed {
  readonly place: Place;
  readonly report: StoredReport;
}

/**
 * Reads reports in the order of their arrival from a server that finds by observed time only. The book knows, minute by
 * minute of arrival, between which observed times to look; what was fetched beyond a page waits for the next call.
 */
export class Scanner {
  readonly #server: InfluxServer;
  readonly #book: Book;
  #rest: { readonly key: string; readonly reports: readonly Placed[]; readonly to: number } | undefined;

  constructor(server: InfluxServer, book: Book) {
    this.#server = server;
    this.#book = book;
  }

  async scan(query: ScanQuery): Promise<ScanPage> {
    const { kinds, to, limit, cursor } = query;
    const after = cursor === undefined ? undefined : readCursor(cursor);
    let found: readonly Placed[] = [];
    let start: number = after?.[0] ?? query.from;
    const rest = this.#rest;
    this.#rest = undefined;
    if (rest !== undefined && rest.key === keyOf(query, cursor)) {
      found = rest.reports;
      start = rest.to + 1;
    }
    while (found.length <= limit) {
      const window = this.#findWindow(kinds, start, to);
      if (window === undefined) break;
      const fetched = await this.#fetch(kinds, window);
      found = found.concat(
        after === undefined ? fetched : fetched.filter(({ place }) => compare(place, after) > 0),
      );
      start = window.to + 1;
    }
    return this.#cut(query, found, start - 1);
  }

  #cut(query: ScanQuery, found: readonly Placed[], to: number): ScanPage {
    const page = found.slice(0, query.limit);
    const reports = page.map(({ report }) => report);
    const last = page[page.length - 1];
    if (last === undefined || found.length <= query.limit) return { reports };
    const next = last.place.join(' ');
    this.#rest = { key: keyOf(query, next), reports: found.slice(query.limit), to };
    return { reports, next };
  }

  /** The next arrivals at or after `start`: whole minutes until there is enough, or a part of a busy minute. */
  #findWindow(kinds: readonly AssetKind[], start: number, end: number): Window | undefined {
    const minutes = this.#book.arrivals(kinds, [minuteOf(start), end], MINUTES);
    const [first] = minutes;
    if (first === undefined) return undefined;
    if (first.reports > WINDOW_REPORTS) return partOf(first, start, end);
    let window: Window = { from: start, to: start, firstTs: first.firstTs, lastTs: first.lastTs };
    let reports = 0;
    for (const { minute, firstTs, lastTs, reports: more } of minutes) {
      if (reports > 0 && reports + more > WINDOW_REPORTS) break;
      reports += more;
      window = {
        from: start,
        to: Math.min(endOfMinute(minute), end),
        firstTs: Math.min(window.firstTs, firstTs),
        lastTs: Math.max(window.lastTs, lastTs),
      };
    }
    return window.to < start ? undefined : window;
  }

  async #fetch(kinds: readonly AssetKind[], { from, to, firstTs, lastTs }: Window): Promise<Placed[]> {
    const statements = kinds.map(
      (kind) =>
        `SELECT * FROM ${quoteName(measurementOf(kind))} WHERE ${between(firstTs, lastTs)}
          AND received_at >= ${from} AND received_at <= ${to}`,
    );
    const results = await this.#server.query(statements.join('; '));
    const placed = kinds.flatMap((kind, k) =>
      (results[k] ?? []).flatMap(({ rows }) =>
        rows.map((row) => {
          const report = reportOf(kind, row);
          return { report, place: placeOf(report, k) };
        }),
      ),
    );
    return placed.sort((a, b) => compare(a.place, b.place));
  }
}

function partOf({ minute, reports, firstTs, lastTs }: Arrivals, start: number, end: number): Window {
  const from = Math.max(start, minute);
  const share = Math.ceil(60_000 / Math.ceil(reports / WINDOW_REPORTS));
  const to = Math.min(from + share - 1, endOfMinute(minute), end);
  return { from, to, firstTs, lastTs };
}

const placeOf = ({ receivedAt, position, asset, device, observedAt }: StoredReport, kind: number): Place => [
  receivedAt,
  position,
  kind,
  `${observedAt}/${asset}/${device}`,
];

function compare(a: Place, b: Place): number {
  const numbers = a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
  if (numbers !== 0) return numbers;
  return a[3] === b[3] ? 0 : a[3] < b[3] ? -1 : 1;
}

function readCursor(cursor: string): Place {
  const [receivedAt, position, kind, identity = ''] = cursor.split(' ');
  return [Number(receivedAt), Number(position), Number(kind), identity];
}

const keyOf = ({ kinds, from, to }: ScanQuery, cursor: string | undefined): string =>
  `${cursor} ${kinds.join()} ${from} ${to}`;
