import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Entry, isId, parseTopic, pointSpec, unixMs } from '../../core/index.js';
import {
  CodecRunner,
  createIntake,
  createTranslator,
  dialectsOf,
  loadCodecs,
  loadProfiles,
} from '../../gateway/index.js';
import { type Log, StampedLog, systemClock } from '../../runtime/index.js';
import { MESSAGES, type WireMessage } from './messages.js';
import { mutate, randomFrom } from './mutate.js';
import { fuzzStreet } from './street.js';

export interface FuzzResult {
  readonly messages: number;
  /** To a topic of no dialect: the door would have closed. */
  readonly foreign: number;
  readonly settled: number;
  /** Entries by kind. */
  readonly reports: number;
  readonly quarantined: number;
  readonly status: number;
  /** Messages of which nothing stands in the log: joins, acknowledgements, settings. */
  readonly empty: number;
  /** Readings in reports and readings in quarantine: what the ledger counts as received. */
  readonly accepted: number;
  readonly refused: number;
  /** Entries that no decoder may make, in words; there must be none. */
  readonly faults: readonly string[];
  /** Resident memory every 50,000 messages. */
  readonly residentMb: readonly number[];
}

const PROFILES = fileURLToPath(new URL('../../../gateway/profiles', import.meta.url));
/** Messages that are read at once. */
const AT_ONCE = 200;
const MAX_FAULTS = 20;

/** Feeds `count` mutated messages of every dialect to the gateway's decoders. */
export async function fuzz(count: number, seed: number): Promise<FuzzResult> {
  const random = randomFrom(seed);
  const book = new Book();
  const registry = fuzzStreet();
  const intake = createIntake({
    journal: new StampedLog<Entry>(book, systemClock, unixMs(0)),
    registry,
    clock: systemClock,
  });
  const codecs = new CodecRunner(await loadCodecs(join(PROFILES, 'codecs')));
  const { profiles } = await loadProfiles(PROFILES);
  const translator = createTranslator({
    dialects: dialectsOf(),
    profiles,
    codecs,
    registry,
    clock: systemClock,
  });
  const bearer = { name: 'fuzz', maySpeakFor: () => true, send: () => {} };
  let foreign = 0;
  let settled = 0;
  const done = (fault: Error | null): void => {
    if (fault === null) settled += 1;
  };

  const tell = async ({ topic, payload }: WireMessage): Promise<void> => {
    const own = parseTopic(topic);
    const found = own === undefined ? translator.find(topic) : undefined;
    if (own?.leaf === 'up') intake.message(own.device, topic, payload.toString(), done);
    else if (own?.leaf === 'status') intake.statusMessage(own.device, topic, payload.toString(), done);
    else if (found === undefined) foreign += 1;
    else
      intake.heard(
        await translator.read(found, payload, bearer),
        { topic, payload: payload.toString() },
        done,
      );
  };

  const residentMb: number[] = [];
  for (let from = 0; from < count; from += AT_ONCE) {
    const length = Math.min(AT_ONCE, count - from);
    const batch = Array.from({ length }, (_, n) =>
      mutate(MESSAGES[(from + n) % MESSAGES.length] ?? MESSAGES[0] ?? NONE, random),
    );
    await Promise.all(batch.map(tell));
    if (from % (AT_ONCE * 250) === 0) residentMb.push(Math.round(process.memoryUsage().rss / 1e6));
  }
  await codecs.close();
  if (Object.keys(Object.prototype).length > 0 || Reflect.has({}, 'polluted'))
    book.faults.push('a prototype was polluted');
  return { messages: count, foreign, settled, ...book.figures, faults: book.faults, residentMb };
}

const NONE: WireMessage = { topic: '', payload: Buffer.alloc(0) };

/** A log that keeps nothing: it looks at every entry and counts. */
class Book implements Log<Entry> {
  readonly head = 0;
  readonly oldest = 1;
  readonly faults: string[] = [];
  readonly figures = { reports: 0, quarantined: 0, status: 0, empty: 0, accepted: 0, refused: 0 };

  enqueue(entries: readonly Entry[], settled: (fault: Error | null, first: number) => void): void {
    if (entries.length === 0) this.figures.empty += 1;
    for (const entry of entries) this.#count(entry);
    settled(null, 1);
  }

  #count(entry: Entry): void {
    const { figures } = this;
    if (entry.kind === 'report') {
      figures.reports += 1;
      figures.accepted += Object.keys(entry.points).length;
      for (const [name, value] of Object.entries(entry.points)) this.#look(name, value);
      if (!Number.isSafeInteger(entry.observedAt)) this.#blame(`observed at ${entry.observedAt}`);
      if (Object.keys(entry.points).length === 0) this.#blame('a report of nothing');
    } else if (entry.kind === 'quarantine') {
      figures.quarantined += 1;
      figures.refused += entry.readings;
      if (!(entry.readings >= 1) || entry.reason === '')
        this.#blame(`quarantined ${entry.readings}: ${entry.reason}`);
      if (entry.payload.length > 1_024) this.#blame('more than 1 KiB is kept');
    } else if (entry.kind === 'status') {
      figures.status += 1;
    }
    if ('device' in entry && !isId(entry.device)) this.#blame(`a device ${entry.device}`);
  }

  #look(name: string, value: number | string): void {
    const spec = pointSpec(name);
    const fits =
      typeof value === 'string' ? spec?.type === 'text' : spec !== undefined && spec.type !== 'text';
    if (!fits || (typeof value === 'number' && !Number.isFinite(value))) this.#blame(`${name} is ${value}`);
  }

  #blame(what: string): void {
    if (this.faults.length < MAX_FAULTS) this.faults.push(what);
  }

  append(entries: readonly Entry[]): Promise<number> {
    this.enqueue(entries, () => {});
    return Promise.resolve(1);
  }
  async *follow(): AsyncGenerator<never> {}
  async *read(): AsyncGenerator<never> {}
  position(): number {
    return 0;
  }
  async commit(): Promise<void> {}
  async retain(): Promise<void> {}
  async close(): Promise<void> {}
}
