/** All that is wrong with an input file, a line each. */
export class InputFaults extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join('\n'));
    this.name = 'InputFaults';
    this.faults = faults;
  }
}
