import { expect, test } from 'vitest';
import { parseTruth } from '../../../core/index.js';

const ROW = { kind: 'overflow', assetId: 'bin-1', from: 1_000, to: 2_000, cause: 'surge' };

test('reads truth rows as JSON lines, blank lines aside', () => {
  expect(parseTruth(`${JSON.stringify(ROW)}\n\n${JSON.stringify(ROW)}\n`)).toEqual({
    ok: true,
    rows: [ROW, ROW],
  });
});

test('lists every fault by its line', () => {
  const lines = [
    '{',
    '7',
    { ...ROW, kind: 'dust' },
    { ...ROW, assetId: '!' },
    { ...ROW, to: 1 },
    { ...ROW, cause: 1 },
  ];
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
  expect(parseTruth(text)).toEqual({
    ok: false,
    faults: [
      { line: 1, message: 'not JSON' },
      { line: 2, message: 'a JSON object is expected' },
      { line: 3, message: 'kind: "dust" is no alert kind' },
      { line: 4, message: 'assetId: not an asset id' },
      { line: 5, message: 'to: epoch milliseconds, not before from, are expected' },
      { line: 6, message: 'cause: a text is expected' },
    ],
  });
});
