import { parseTruth, type RaisedAlert, raisedAlert, type Score, score, unixMs } from '../core/index.js';
import { alertCursor } from '../ingest/index.js';
import type { Ground } from './foundation.js';
import { InputFaults } from './input-faults.js';

export interface ScoreRequest {
  /** Truth rows as JSON lines, and what to call them in faults. */
  readonly file: string;
  readonly text: string;
  /** Epoch ms, both ends included; by default what the truth spans. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

const PAGE = 500;

/** Holds the alerts of a data folder against what really happened, under the rules that are live. */
export async function scoreAlerts(base: Ground, request: ScoreRequest): Promise<Score> {
  const parsed = parseTruth(request.text);
  if (!parsed.ok)
    throw new InputFaults(parsed.faults.map(({ line, message }) => `${request.file}:${line}: ${message}`));
  const truths = parsed.rows;
  const now: number = base.clock.now();
  const from = request.from ?? truths.reduce((least, row) => Math.min(least, row.from), now);
  const to = request.to ?? truths.reduce((most, row) => Math.max(most, row.to), from);
  const rules = (await base.ruleSets.live())?.rules ?? { rules: [] };
  const alerts = await raisedUntil(base, to);
  return score({ truths, alerts, registry: base.registry, rules, from: unixMs(from), to: unixMs(to) });
}

async function raisedUntil({ alerts }: Ground, to: number): Promise<RaisedAlert[]> {
  const found: RaisedAlert[] = [];
  let cursor: string | undefined;
  do {
    const page = await alerts.find({ to, limit: PAGE, cursor });
    for (const alert of page) found.push(raisedAlert(alert, await alerts.history(alert.id)));
    const last = page.at(-1);
    cursor = page.length < PAGE || last === undefined ? undefined : alertCursor(last);
  } while (cursor !== undefined);
  return found;
}
