/** Says whether the log can take more. While it can't, sockets stay unread; devices keep what they have not sent. */
export class Pressure {
  #high = false;
  #waiting: (() => void)[] = [];
  readonly #listeners: ((high: boolean) => void)[] = [];

  get high(): boolean {
    return this.#high;
  }

  set(high: boolean): void {
    if (high === this.#high) return;
    this.#high = high;
    if (!high) {
      for (const resume of this.#waiting.splice(0)) resume();
    }
    for (const listener of this.#listeners) listener(high);
  }

  /** Resolves when there is none. */
  relieved(): Promise<void> {
    return this.#high ? new Promise((resolve) => this.#waiting.push(resolve)) : Promise.resolve();
  }

  onChange(listener: (high: boolean) => void): void {
    this.#listeners.push(listener);
  }
}
