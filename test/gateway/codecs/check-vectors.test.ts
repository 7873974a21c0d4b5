import { describe, expect, onTestFinished, test } from 'vitest';
import { CodecRunner, checkVectors, loadCodecs, parseVectors } from '../../../gateway/index.js';
import { projectFile, projectPath } from '../../support/project-files.js';

const CODECS = {
  echo: 'function decodeUplink(i) { return { data: { bytes: i.bytes, port: i.fPort }, warnings: [], errors: null }; }',
  refuses: 'function decodeUplink() { return { errors: ["no"] }; }',
  throws: 'function decodeUplink() { throw new Error("short"); }',
};

async function check(...lines: object[]) {
  const parsed = parseVectors(lines.map((line) => JSON.stringify(line)).join('\n'));
  if (!parsed.ok) return parsed.faults;
  const runner = new CodecRunner(new Map(Object.entries(CODECS)));
  onTestFinished(() => runner.close());
  return checkVectors(parsed.vectors, runner);
}

describe('a vector', () => {
  const data = { port: 1, bytes: [10, 255] };
  test.each([
    { says: 'data alone, in another order', codec: 'echo', expected: data, result: 'pass' },
    { says: 'all that is returned, empty lists left out', codec: 'echo', expected: { data }, result: 'pass' },
    { says: 'another value', codec: 'echo', expected: { ...data, port: 2 }, result: 'differ' },
    { says: 'a value more', codec: 'echo', expected: { ...data, more: 1 }, result: 'differ' },
    { says: 'a value less', codec: 'echo', expected: { port: 1 }, result: 'differ' },
    { says: 'a number for a text', codec: 'echo', expected: { ...data, port: '1' }, result: 'differ' },
    { says: 'an error that is expected', codec: 'refuses', expected: { errors: ['no'] }, result: 'pass' },
    { says: 'an error that is not', codec: 'refuses', expected: data, result: 'differ' },
    { says: 'a codec that throws', codec: 'throws', expected: data, result: 'throw' },
    { says: 'a codec that is not there', codec: 'none', expected: data, result: 'throw' },
  ])('$says: $result', async ({ codec, expected, result }) => {
    const counts = { pass: 0, differ: 0, throw: 0, [result]: 1 };
    expect(await check({ codec, fPort: 1, bytes: '0aFF', expected })).toMatchObject({
      ...counts,
      rows: [{ line: 1, codec, result }],
    });
  });

  test('that is none is told with its line, all of them at once', async () => {
    expect(
      await check(
        { codec: 'echo', fPort: 1, bytes: 'abc', expected: 1 },
        { codec: 'echo', fPort: 300, bytes: '', expected: 1 },
      ),
    ).toEqual([expect.stringMatching(/^line 1: bytes: /), expect.stringMatching(/^line 2: fPort: /)]);
    expect(parseVectors('\n{')).toEqual({ ok: false, faults: ['line 2: not JSON'] });
  });
});

test('the bundled codecs read their vectors', async () => {
  const runner = new CodecRunner(await loadCodecs(projectPath('gateway/profiles/codecs')));
  onTestFinished(() => runner.close());
  const parsed = parseVectors(projectFile('test/fixtures/codecs/vectors.jsonl'));
  if (!parsed.ok) throw new Error(parsed.faults.join('\n'));
  const { rows, pass } = await checkVectors(parsed.vectors, runner);
  expect(rows.filter(({ result }) => result !== 'pass')).toEqual([]);
  expect(pass).toBe(19);
  // Every bundled codec has a vector.
  const codecs = [...(await loadCodecs(projectPath('gateway/profiles/codecs'))).keys()];
  expect([...new Set(parsed.vectors.map(({ codec }) => codec))].sort()).toEqual(codecs);
});
