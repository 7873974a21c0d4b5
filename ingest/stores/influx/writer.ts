import { identityOf, numberedIdentity, type Present } from '../doubts.js';
import type { Intake, SettledDoubts } from '../intake.js';
import type { Row } from '../row.js';
import type { StoredReport, StoreFrame } from '../store.js';
import type { Book, Quarantined } from './book.js';
import { LineEncoder } from './line.js';
import { lookUp } from './look-up.js';
import { sendLines } from './send.js';
import type { InfluxServer } from './server.js';

/**
 * Writes frames of the log: first the lines to the server, then the book. After a call that rejected it must be thrown
 * away: what it remembers is ahead of the book.
 */
export class FrameWriter {
  readonly #server: InfluxServer;
  readonly #book: Book;
  readonly #intake: Intake;
  // Belongs to the intake: after a write that failed, a new series may bear another's number.
  readonly #encoder = new LineEncoder();

  constructor(server: InfluxServer, book: Book, intake: Intake) {
    this.#server = server;
    this.#book = book;
    this.#intake = intake;
  }

  async write(frames: readonly StoreFrame[]): Promise<void> {
    this.#intake.readFrames(frames);
    await this.#store();
  }

  async importReports(reports: readonly StoredReport[]): Promise<number> {
    this.#intake.readHistory(reports);
    return this.#store();
  }

  /** Returns how many reports the server took. */
  async #store(): Promise<number> {
    const fresh = this.#intake.takeRows();
    const { all, kept } = await this.#settle(fresh);
    const rows = kept.length === 0 ? fresh : [...fresh, ...kept];
    const quarantined = await this.#send(rows);
    for (const { row } of quarantined) this.#intake.refuse(row);
    this.#book.commit(this.#intake, { rows, met: [...fresh, ...all.map(({ row }) => row)], quarantined });
    return rows.length - quarantined.length;
  }

  /** What is new in late and repeated reports; decided for good before any of it is sent. */
  async #settle(fresh: readonly Row[]): Promise<SettledDoubts> {
    const settled = await this.#intake.settleDoubts({
      lookUp: async (rows, present) => {
        addFresh(fresh, rows, present);
        await lookUp(this.#server, rows, present);
      },
      recall: (position) => (position === 0 ? undefined : this.#book.recall(position)),
    });
    this.#book.decide(settled.all);
    return settled;
  }

  async #send(rows: readonly Row[]): Promise<Quarantined[]> {
    const quarantined: Quarantined[] = [];
    const sent: Row[] = [];
    const lines: string[] = [];
    for (const row of rows) {
      const encoded = this.#encoder.encode(row);
      if (encoded.ok) {
        sent.push(row);
        lines.push(encoded.line);
      } else quarantined.push({ row, line: JSON.stringify(row), reason: encoded.reason });
    }
    for (const { index, reason } of await sendLines(this.#server, lines)) {
      const [row, line] = [sent[index], lines[index]];
      if (row !== undefined && line !== undefined) quarantined.push({ row, line, reason });
    }
    return quarantined;
  }
}

/** The rows of this write are not on the server yet, but stand before the doubtful ones in the log. */
function addFresh(fresh: readonly Row[], doubted: readonly Row[], present: Present): void {
  const wanted = new Set(doubted.map(identityOf));
  for (const row of fresh) {
    // A stamped report that bears a number stands under both, as it will on the server.
    for (const identity of new Set([identityOf(row), numberedIdentity(row.series, row.boot, row.seq)])) {
      if (wanted.has(identity)) for (const point in row.points) present.add(identity, point);
    }
  }
}
