/** The functions that The Things Network and ChirpStack know in a codec. */
export type CodecFunction = 'decodeUplink' | 'encodeDownlink';

export interface UplinkInput {
  readonly bytes: readonly number[];
  /** LoRaWAN port, 1-223. */
  readonly fPort: number;
  /** Epoch ms; the codec gets a Date. */
  readonly recvTime?: number;
  readonly variables?: Readonly<Record<string, string>>;
}

export interface DownlinkInput {
  readonly data: unknown;
  readonly variables?: Readonly<Record<string, string>>;
}

/** What crosses to the thread. */
export interface CodecCall {
  readonly id: number;
  readonly codec: string;
  readonly name: CodecFunction;
  /** The input as JSON. */
  readonly input: string;
}

/** What comes back: what the function returned, as JSON, or why there is nothing. */
export type CodecReply = { readonly id: number } & (
  | { readonly output: string }
  /** `spoilt`: the thread can't be trusted any more. */
  | { readonly fault: string; readonly spoilt: boolean }
);

export interface ThreadSettings {
  readonly sources: ReadonlyMap<string, string>;
  /** The id of the call that is being run, 0 between calls: what the watch reads while the thread is stuck. */
  readonly running: Int32Array;
}

/** Most milliseconds of one call. */
export const CALL_MS = 50;
export const TOO_LONG = `the codec took longer than ${CALL_MS} ms`;
