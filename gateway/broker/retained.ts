import { Readable } from 'node:stream';
import type { PublishPacket } from 'aedes';
import type { ClassicLevel } from 'classic-level';
import { topicMatches } from '../../core/index.js';
import type { Logger } from '../../runtime/index.js';

const PREFIX = 'status:';
const BEYOND = '\u{10ffff}';

/** The part of the store of aedes that is replaced. */
export interface RetainedStore {
  storeRetained(packet: PublishPacket): Promise<void>;
  createRetainedStreamCombi(filters: readonly string[]): Readable;
}

interface Kept {
  readonly qos: number;
  readonly payload: string;
}

/**
 * Keeps retained messages by topic. The store of aedes reads every retained message for each subscription: when a
 * city's devices come back at once and each subscribes to its commands, that grows with the square of their number.
 */
export function keepRetained(store: RetainedStore, level: ClassicLevel, logger: Logger): void {
  store.storeRetained = async ({ topic, qos, payload }) => {
    const kept: Kept = { qos, payload: Buffer.from(payload).toString('base64') };
    if (payload.length === 0) await level.del(PREFIX + topic);
    else await level.put(PREFIX + topic, JSON.stringify(kept));
  };
  store.createRetainedStreamCombi = (filters) => Readable.from(find(level, filters, logger));
}

async function* find(
  level: ClassicLevel,
  filters: readonly string[],
  logger: Logger,
): AsyncGenerator<unknown> {
  try {
    for (const filter of filters) {
      for await (const [key, text] of entriesOf(level, filter)) {
        const topic = key.slice(PREFIX.length);
        if (!topicMatches(filter, topic)) continue;
        const { qos, payload } = JSON.parse(text) as Kept;
        yield { cmd: 'publish', topic, qos, payload: Buffer.from(payload, 'base64'), retain: true };
      }
    }
  } catch (error) {
    // The server closes while somebody subscribes; aedes would let the error of this stream end the process.
    logger.debug('mqtt.retained-not-read', { reason: String(error) });
  }
}

async function* entriesOf(level: ClassicLevel, filter: string): AsyncGenerator<[key: string, text: string]> {
  const wildcard = filter.search(/[+#]/);
  if (wildcard < 0) {
    const text = await level.get(PREFIX + filter);
    if (text !== undefined) yield [PREFIX + filter, text];
    return;
  }
  const from = PREFIX + filter.slice(0, wildcard);
  yield* level.iterator({ gte: from, lt: from + BEYOND });
}
