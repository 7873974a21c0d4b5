import { expect, test } from 'vitest';
import { parseAssets } from '../../ingest/index.js';

const bin = (container: unknown): string =>
  JSON.stringify({ assetId: 'bin-1', kind: 'bin', name: 'Bin', attributes: { container } });

test('an asset may say how it is built inside', () => {
  expect(parseAssets(bin({ shape: 'prism', empty_mm: 1_000 }))).toMatchObject({ ok: true });
});

test('a container that no fill can be told of is refused with its line and key', () => {
  expect(
    parseAssets(`${bin({ shape: 'prism', empty_mm: 9 })}\n${bin({ shape: 'ball', empty_mm: 9 })}`),
  ).toEqual({
    ok: false,
    faults: [{ line: 2, message: 'attributes.container.shape: none of prism, cylinder, cone, table' }],
  });
});
