import { crc32 } from 'node:zlib';

// A frame is one group commit: [crc32 u32][appended at f64][count u32][text, UTF-8]. The checksum covers all that
// follows it. LevelDB has checksums of its own but drops what fails them without a word; ours are looked at.
const HEADER_BYTES = 16;

export interface Frame {
  /** UTC epoch ms at which the batch was appended. */
  readonly at: number;
  readonly count: number;
  readonly text: string;
}

export function encodeFrame(frame: Frame): Buffer {
  // Memory of its own, not a slice of Node's pool: readers in other threads get a copy of the whole allocation.
  const bytes = Buffer.allocUnsafeSlow(HEADER_BYTES + Buffer.byteLength(frame.text));
  bytes.writeDoubleBE(frame.at, 4);
  bytes.writeUInt32BE(frame.count, 12);
  bytes.write(frame.text, HEADER_BYTES);
  bytes.writeUInt32BE(crc32(bytes.subarray(4)), 0);
  return bytes;
}

/** `undefined` when the bytes are not what was written. */
export function decodeFrame(bytes: Uint8Array): Frame | undefined {
  if (bytes.byteLength < HEADER_BYTES) return undefined;
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.readUInt32BE(0) !== crc32(view.subarray(4))) return undefined;
  return {
    at: view.readDoubleBE(4),
    count: view.readUInt32BE(12),
    text: view.toString('utf8', HEADER_BYTES),
  };
}
