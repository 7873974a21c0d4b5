/** Exception codes of the Modbus application protocol, section 7. */
const EXCEPTIONS: ReadonlyMap<number, string> = new Map([
  [1, 'illegal function'],
  [2, 'illegal data address'],
  [3, 'illegal data value'],
  [4, 'device failure'],
  [5, 'acknowledge'],
  [6, 'device busy'],
  [7, 'negative acknowledge'],
  [8, 'memory parity error'],
  [10, 'gateway path unavailable'],
  [11, 'gateway target did not respond'],
]);

/**
 * Why a read brought nothing:
 * - `unreachable`: no connection, or none yet again after a failure;
 * - `timeout`, `closed`, `garbled`: the connection was dropped, what may still arrive on it is never read;
 * - `refused`: the unit says this request can never succeed (the map is wrong for it);
 * - `busy`: the unit answered that it can't just now;
 * - `absent`: a bus gateway answered in place of a unit that is not there;
 * - `aborted`: we gave up ourselves.
 */
export type FaultKind =
  | 'unreachable'
  | 'timeout'
  | 'closed'
  | 'garbled'
  | 'refused'
  | 'busy'
  | 'absent'
  | 'aborted';

export class ModbusFault extends Error {
  override readonly name = 'ModbusFault';
  constructor(
    readonly kind: FaultKind,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  /** True when the unit itself answered, though not with data. */
  get isAnswer(): boolean {
    return this.kind === 'refused' || this.kind === 'busy';
  }
}

export function exceptionFault(code: number): ModbusFault {
  const text = `exception ${code} (${EXCEPTIONS.get(code) ?? 'unknown'})`;
  if (code === 10 || code === 11) return new ModbusFault('absent', text);
  return new ModbusFault(code <= 3 ? 'refused' : 'busy', text);
}
