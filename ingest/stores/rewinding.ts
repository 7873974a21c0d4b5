import type { Intake } from './intake.js';

/**
 * Runs writes one after another on an intake. One that failed is ahead of what is stored, so the next write starts from
 * the stored books again: the same frames then come to the same rows and the same counts.
 */
export class Rewinding<W> {
  readonly #load: () => Intake | Promise<Intake>;
  readonly #createWriter: (intake: Intake) => W;
  #intake: Intake;
  #writer: W;
  #position: number;
  #isAhead = false;

  private constructor(
    load: () => Intake | Promise<Intake>,
    createWriter: (intake: Intake) => W,
    intake: Intake,
  ) {
    this.#load = load;
    this.#createWriter = createWriter;
    this.#intake = intake;
    this.#writer = createWriter(intake);
    this.#position = intake.position;
  }

  static async start<W>(
    load: () => Intake | Promise<Intake>,
    createWriter: (intake: Intake) => W,
  ): Promise<Rewinding<W>> {
    return new Rewinding(load, createWriter, await load());
  }

  /** What is durable; a write under way does not show. */
  get position(): number {
    return this.#position;
  }

  get intake(): Intake {
    return this.#intake;
  }

  /** The caller waits for one write before it asks for the next. */
  async run<T>(write: (writer: W) => Promise<T>): Promise<T> {
    if (this.#isAhead) {
      this.#intake = await this.#load();
      this.#writer = this.#createWriter(this.#intake);
    }
    this.#isAhead = true;
    const result = await write(this.#writer);
    this.#isAhead = false;
    this.#position = this.#intake.position;
    return result;
  }
}
