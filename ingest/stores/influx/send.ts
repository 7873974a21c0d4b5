import type { InfluxServer } from './server.js';

/** Lines that go to the server in one request. */
export const BATCH_LINES = 5_000;

/** A line that the server will not take, by its place in what was sent. */
export interface RefusedLine {
  readonly index: number;
  readonly reason: string;
}

/**
 * Sends lines in their order, and finds the bad ones by halving what is refused. Halves that a server stored in part
 * are sent again, which changes nothing. Rejects as soon as the server can't be reached or is in trouble.
 */
export async function sendLines(server: InfluxServer, lines: readonly string[]): Promise<RefusedLine[]> {
  const refused: RefusedLine[] = [];
  for (let start = 0; start < lines.length; start += BATCH_LINES) {
    await sendSpan(server, lines, [start, Math.min(start + BATCH_LINES, lines.length)], refused);
  }
  return refused;
}

async function sendSpan(
  server: InfluxServer,
  lines: readonly string[],
  [from, to]: readonly [from: number, to: number],
  refused: RefusedLine[],
): Promise<void> {
  const answer = await server.write(lines.slice(from, to));
  if (answer.kind === 'stored') return;
  if (to - from === 1) {
    refused.push({ index: from, reason: answer.reason });
    return;
  }
  const middle = (from + to) >> 1;
  await sendSpan(server, lines, [from, middle], refused);
  await sendSpan(server, lines, [middle, to], refused);
}
