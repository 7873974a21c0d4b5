import type { InfluxServer } from './server.js';

/** Lines that go to the server in one request. */
const BATCH_LINES = 5_000;

/** A line that the server will not take, by its place in what was sent. */
export interface RefusedLine {
  readonly index: number;
  readonly reason: string;
}

/** Requests under way at a time: the server parses one while it stores another. */
const IN_FLIGHT = 3;

/**
 * Sends lines, and finds the bad ones by halving what is refused. Halves that a server stored in part are sent again,
 * which changes nothing. Rejects when the server can't be reached or is in trouble, and when no request is under way
 * any more.
 */
export async function sendLines(server: InfluxServer, lines: readonly string[]): Promise<RefusedLine[]> {
  const refused: RefusedLine[] = [];
  let next = 0;
  const sendAll = async (): Promise<void> => {
    while (next < lines.length) {
      const from = next;
      const to = Math.min(from + BATCH_LINES, lines.length);
      next = to;
      try {
        await sendSpan(server, lines, [from, to], refused);
      } catch (error) {
        next = lines.length;
        throw error;
      }
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: IN_FLIGHT }, sendAll));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return refused.sort((a, b) => a.index - b.index);
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
