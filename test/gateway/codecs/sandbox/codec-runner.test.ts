import { describe, expect, onTestFinished, test } from 'vitest';
import { CodecRunner } from '../../../../gateway/index.js';

const CODECS = {
  sum: 'function decodeUplink(input) { return { data: { sum: input.bytes.reduce((a, b) => a + b, 0), port: input.fPort } }; }',
  loops: 'function decodeUplink() { for (;;) {} }',
  'loops where nobody can interrupt': `function decodeUplink() { const a = new Array(2e7); return { data: a + '' }; }`,
  eats: 'function decodeUplink() { return { data: new Uint8Array(64 * 1024 * 1024).length }; }',
  throws: `function decodeUplink() { throw new Error('short frame'); }`,
  'throws a word': `function decodeUplink() { throw 'no'; }`,
  'loops when read': 'for (;;) {}; function decodeUplink() { return {}; }',
  broken: 'function decodeUplink( {',
  empty: '',
  'returns nothing': 'function decodeUplink() {}',
  'returns a function': 'function decodeUplink() { return () => 1; }',
  'returns too much': `function decodeUplink() { return { data: 'x'.repeat(100000) }; }`,
  recurses: 'function decodeUplink(input) { return decodeUplink(input); }',
  circular: 'function decodeUplink() { const a = {}; a.a = a; return a; }',
  counts:
    'var calls = 0; function decodeUplink() { calls += 1; left = (typeof left === "undefined" ? 0 : left) + 1; return { data: { calls, left } }; }',
  spoils:
    'function decodeUplink() { JSON.stringify = () => "{}"; Array.prototype.includes = () => true; return { data: 1 }; }',
  dates:
    'function decodeUplink(i) { return { data: { time: i.recvTime.toISOString(), v: i.variables.k } }; }',
  reaches: `function decodeUplink() { return { data: [typeof process, typeof require, typeof fetch, typeof setTimeout, typeof XMLHttpRequest, typeof std, typeof os] }; }`,
  talks: 'function decodeUplink() { console.log("hello"); console.error("?"); return { data: 1 }; }',
  strict: '"use strict"; const K = 2; function decodeUplink(i) { return { data: i.fPort * K }; } // the end',
  buffers: `function decodeUplink(i) {
    const b = Buffer.from(i.bytes);
    const w = Buffer.alloc(5);
    w.writeInt16BE(-2, 1);
    return { data: [b.readUInt16LE(0), b.readInt8(2), b.readUint8(2), b.slice(0, 2).toString('hex'), b.length, w.toString('hex'), Buffer.from('0aff', 'hex').readInt16BE(0)] };
  }`,
  down: 'function encodeDownlink(i) { return { bytes: [i.data.dim], fPort: 10 }; }',
} as const;
type Name = keyof typeof CODECS;

function aRunner(): { run: (name: Name, ...bytes: number[]) => Promise<unknown>; runner: CodecRunner } {
  const runner = new CodecRunner(new Map(Object.entries(CODECS)));
  onTestFinished(() => runner.close());
  return { runner, run: (name, ...bytes) => runner.decode(name, { bytes, fPort: 3 }) };
}

describe('a codec is run unchanged', () => {
  test('with bytes and port', async () => {
    expect(await aRunner().run('sum', 1, 2, 3)).toEqual({ ok: true, value: { data: { sum: 6, port: 3 } } });
  });

  test('with the time as a Date and the variables', async () => {
    const { runner } = aRunner();
    const input = { bytes: [], fPort: 1, recvTime: 1_732_233_600_000, variables: { k: 'x' } };
    expect(await runner.decode('dates', input)).toEqual({
      ok: true,
      value: { data: { time: '2024-11-22T00:00:00.000Z', v: 'x' } },
    });
  });

  test('strict, with constants of its own', async () => {
    expect(await aRunner().run('strict')).toEqual({ ok: true, value: { data: 6 } });
  });

  test('its globals start over with each message, declared or not', async () => {
    const { run } = aRunner();
    await run('counts');
    expect(await run('counts')).toEqual({ ok: true, value: { data: { calls: 1, left: 1 } } });
  });

  test('it may talk, and nobody hears it', async () => {
    expect(await aRunner().run('talks')).toEqual({ ok: true, value: { data: 1 } });
  });

  test('with the Buffer that ChirpStack gives it', async () => {
    expect(await aRunner().run('buffers', 1, 2, 255)).toEqual({
      ok: true,
      value: { data: [513, -1, 255, '0102', 3, '00fffe0000', 2_815] },
    });
  });

  test('it reaches nothing', async () => {
    expect(await aRunner().run('reaches')).toEqual({ ok: true, value: { data: Array(7).fill('undefined') } });
  });

  test('downlinks are encoded', async () => {
    expect(await aRunner().runner.encode('down', { data: { dim: 60 } })).toEqual({
      ok: true,
      value: { bytes: [60], fPort: 10 },
    });
  });
});

describe('a codec that fails gives its reason', () => {
  test.each<{ name: Name; error: string | RegExp }>([
    { name: 'loops', error: 'the codec took longer than 50 ms' },
    { name: 'loops where nobody can interrupt', error: /longer than 50 ms|16 MB/ },
    { name: 'loops when read', error: 'the codec took longer than 50 ms' },
    { name: 'eats', error: 'the codec used more than 16 MB' },
    { name: 'throws', error: 'the codec threw: short frame' },
    { name: 'throws a word', error: 'the codec threw: no' },
    { name: 'broken', error: /^the codec threw: / },
    { name: 'empty', error: 'the codec threw: there is no function decodeUplink' },
    { name: 'returns nothing', error: 'the codec returned nothing' },
    { name: 'returns a function', error: 'the codec returned nothing' },
    { name: 'returns too much', error: 'the codec returned more than 64 KiB' },
    { name: 'recurses', error: /^the codec threw: / },
    { name: 'circular', error: /^the codec threw: / },
  ])('$name', async ({ name, error }) => {
    const { run } = aRunner();
    expect(await run(name)).toEqual({ ok: false, error: expect.stringMatching(error) });
    expect(await run('sum', 1)).toMatchObject({ ok: true });
  });

  test('one that is not there', async () => {
    expect(await aRunner().runner.decode('none', { bytes: [], fPort: 1 })).toEqual({
      ok: false,
      error: 'there is no codec none',
    });
  });
});

test('the others go on: every call is answered, in the order of the calls', async () => {
  const { run } = aRunner();
  const order: number[] = [];
  const names: Name[] = ['sum', 'loops', 'eats', 'sum', 'loops where nobody can interrupt', 'throws', 'sum'];
  const results = await Promise.all(
    Array.from({ length: 28 }, async (_, n) => {
      const result = await run(names[n % names.length] ?? 'sum', n);
      order.push(n);
      return result;
    }),
  );
  expect(order).toEqual(results.map((_, n) => n));
  expect(results.flatMap((one, n) => (n % 7 === 0 || n % 7 === 3 || n % 7 === 6 ? [one] : []))).toEqual(
    [0, 3, 6, 7, 10, 13, 14, 17, 20, 21, 24, 27].map((sum) => ({
      ok: true,
      value: { data: { sum, port: 3 } },
    })),
  );
});

test('what one codec does to its own world touches no other', async () => {
  const { run } = aRunner();
  await run('spoils');
  expect(await run('sum', 4)).toEqual({ ok: true, value: { data: { sum: 4, port: 3 } } });
});
