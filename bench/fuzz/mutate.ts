import type { WireMessage } from './messages.js';

/** Numbers from 0 up to 1, the same for the same seed (mulberry32, T. Ettinger). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Values that decoders have choked on before. */
const NASTY: readonly unknown[] = [
  ...[null, true, -1, 0, -0, 0.1, 1e308, -1e308, 2 ** 53, 4_294_967_296, 65_535],
  ...[
    '',
    'NaN',
    '1e999',
    '2000 mm',
    'No Sensor',
    '0001-01-01T00:00:00Z',
    '\u0000',
    'x'.repeat(5_000),
    '__proto__',
  ],
  ...[[], [[]], {}, { constructor: { prototype: { polluted: 1 } } }, Array(2_000).fill(1)],
  JSON.parse('{"__proto__":{"polluted":1}}'),
];
const NASTY_KEYS = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'ts',
  'asset',
  'length',
  '',
];
/** What no `JSON.stringify` writes. */
const NASTY_TEXTS = [
  'NaN',
  '1e400',
  '{"a":1,"a":2}',
  '[',
  '{"a"',
  '﻿{}',
  `${'['.repeat(3_000)}${']'.repeat(3_000)}`,
];

type Random = () => number;
const pick = <T>(random: Random, from: readonly T[]): T | undefined =>
  from[Math.floor(random() * from.length)];
const below = (random: Random, most: number): number => Math.floor(random() * most);

/** Another message, like this one but wrong in one to four places. */
export function mutate(message: WireMessage, random: Random): WireMessage {
  let { topic, payload } = message;
  for (let left = 1 + below(random, 4); left > 0; left--) {
    const kind = random();
    if (kind < 0.05) topic = otherTopic(topic, random);
    else if (kind < 0.45) payload = otherBytes(payload, random);
    else if (kind < 0.5) payload = Buffer.from(pick(random, NASTY_TEXTS) ?? '');
    else payload = otherJson(payload, random);
  }
  return { topic, payload };
}

function otherTopic(topic: string, random: Random): string {
  const levels = topic.split('/');
  const at = below(random, levels.length);
  levels[at] =
    pick(random, ['x', '__proto__', 'up', 'native', 'a:b', 'y'.repeat(100), levels[0] ?? '']) ?? '';
  return levels.join('/');
}

function otherBytes(payload: Buffer, random: Random): Buffer {
  const bytes = Buffer.from(payload);
  const at = below(random, bytes.length + 1);
  switch (below(random, 4)) {
    case 0:
      if (at < bytes.length) bytes[at] = below(random, 256);
      return bytes;
    case 1:
      return bytes.subarray(0, at);
    case 2:
      return Buffer.concat([bytes.subarray(0, at), Buffer.from([below(random, 256)]), bytes.subarray(at)]);
    default:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(below(random, bytes.length + 1))]);
  }
}

function otherJson(payload: Buffer, random: Random): Buffer {
  try {
    const body: unknown = JSON.parse(payload.toString());
    return Buffer.from(JSON.stringify(changed(body, random, 0)) ?? '');
  } catch {
    return otherBytes(payload, random);
  }
}

/** The same value with one thing in it replaced, renamed, taken away or added. */
function changed(value: unknown, random: Random, depth: number): unknown {
  if (typeof value !== 'object' || value === null || random() < 0.15 || depth > 5) return pick(random, NASTY);
  if (Array.isArray(value)) {
    const at = below(random, value.length);
    return value.map((item: unknown, n) => (n === at ? changed(item, random, depth + 1) : item));
  }
  const entries = Object.entries(value);
  const at = below(random, entries.length);
  const [key = '', inner] = entries[at] ?? [];
  const kind = random();
  if (kind < 0.1) entries.splice(at, 1);
  else if (kind < 0.2) entries[at] = [pick(random, NASTY_KEYS) ?? '', inner];
  else if (kind < 0.3) entries.push([pick(random, NASTY_KEYS) ?? '', pick(random, NASTY)]);
  else entries[at] = [key, changed(inner, random, depth + 1)];
  // `fromEntries` makes own keys even of `__proto__`.
  return Object.fromEntries(entries);
}
