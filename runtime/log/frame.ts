import { crc32 } from 'node:zlib';

// A frame is one group commit: [crc32 u32][first f64][appended at f64][count u32][body]. The checksum covers all
// that follows it. LevelDB has checksums of its own but drops what fails them without a word; ours are looked at. The
// position stands in the frame as well as in the key: a flipped bit in a key moves a batch, and only this shows it.
const HEADER_BYTES = 24;

export interface Frame {
  /** Position of the first entry of the batch. */
  readonly first: number;
  /** UTC epoch ms at which the batch was appended. */
  readonly at: number;
  readonly count: number;
  /** What the entries' codec wrote. */
  readonly body: Uint8Array;
}

export function encodeFrame(frame: Frame): Buffer {
  // Memory of its own, not a slice of Node's pool: readers in other threads get a copy of the whole allocation.
  const bytes = Buffer.allocUnsafeSlow(HEADER_BYTES + frame.body.length);
  bytes.writeDoubleBE(frame.first, 4);
  bytes.writeDoubleBE(frame.at, 12);
  bytes.writeUInt32BE(frame.count, 20);
  bytes.set(frame.body, HEADER_BYTES);
  bytes.writeUInt32BE(crc32(bytes.subarray(4)), 0);
  return bytes;
}

/** `undefined` when the bytes are not what was written. */
export function decodeFrame(bytes: Uint8Array): Frame | undefined {
  if (bytes.byteLength < HEADER_BYTES) return undefined;
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.readUInt32BE(0) !== crc32(view.subarray(4))) return undefined;
  return {
    first: view.readDoubleBE(4),
    at: view.readDoubleBE(12),
    count: view.readUInt32BE(20),
    body: view.subarray(HEADER_BYTES),
  };
}

/** How many entries a frame that fails its checksum may have held: what it says, but never more than it has bytes. */
export function countInDamagedFrame(bytes: Uint8Array): number {
  if (bytes.byteLength <= HEADER_BYTES) return 1;
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Math.max(1, Math.min(view.readUInt32BE(20), bytes.byteLength - HEADER_BYTES));
}
