import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeFrame, encodeFrame } from '../../../runtime/index.js';

const frames = fc.record({
  first: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  at: fc.integer({ min: 0, max: 8.64e15 }),
  count: fc.integer({ min: 1, max: 1_000_000 }),
  body: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
});

test('a frame that is decoded is the frame that was encoded', () => {
  fc.assert(
    fc.property(frames, (frame) => {
      expect(decodeFrame(encodeFrame(frame))).toEqual(frame);
    }),
  );
});

test('a frame with any one bit flipped is not decoded', () => {
  fc.assert(
    fc.property(frames, fc.nat(), (frame, place) => {
      const bytes = encodeFrame(frame);
      const bit = place % (bytes.length * 8);
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(decodeFrame(bytes)).toBeUndefined();
    }),
  );
});

test('a frame that was cut short anywhere is not decoded', () => {
  fc.assert(
    fc.property(frames, fc.nat(), (frame, place) => {
      const bytes = encodeFrame(frame);
      expect(decodeFrame(bytes.subarray(0, place % bytes.length))).toBeUndefined();
    }),
  );
});
