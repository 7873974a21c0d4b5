import { describe, expect, test } from 'vitest';
import { unixMs } from '../../../../core/index.js';
import { dialectsOf, type Parcel } from '../../../../gateway/index.js';
import {
  type PeerMetric,
  type PeerPayload,
  peerDecode,
  peerEncode,
} from '../../../support/sparkplug-peer.js';

const AT = 1_763_800_000_000;

/** A node that speaks through another library, and what our decoder makes of it. */
function aNode() {
  const dialect = dialectsOf().find(({ name }) => name === 'sparkplug');
  if (dialect === undefined) throw new Error('no sparkplug');
  const decode = dialect.open();
  const sent: { topic: string; payload: PeerPayload }[] = [];
  let now = AT;
  const raw = (topic: string, payload: Buffer): readonly Parcel[] => {
    const captures = dialect.topics
      .map((pattern) => pattern.match(topic))
      .find((found) => found !== undefined);
    if (captures === undefined) throw new Error(`not a topic: ${topic}`);
    return decode(
      { topic: captures, payload, receivedAt: unixMs(now) },
      {
        isDevice: (name) => name !== 'g:n',
        send: (to, bytes) => sent.push({ topic: to, payload: peerDecode(bytes) }),
      },
    );
  };
  return {
    sent,
    raw,
    later: (ms: number) => {
      now += ms;
    },
    say: (type: string, seq: number, ...metrics: PeerMetric[]) =>
      raw(
        type.startsWith('D') ? `spBv1.0/g/${type}/n/d` : `spBv1.0/g/${type}/n`,
        peerEncode({ timestamp: AT, seq, metrics }),
      ),
    born: (bdSeq = 0) =>
      raw(
        'spBv1.0/g/NBIRTH/n',
        peerEncode({ timestamp: AT, seq: 0, metrics: [{ name: 'bdSeq', type: 'UInt64', value: bdSeq }] }),
      ),
  };
}

const level = (value: number, more: Partial<PeerMetric> = {}): PeerMetric => ({
  name: 'level_mm',
  alias: 7,
  type: 'Int32',
  value,
  ...more,
});
/** As DATA messages carry it: the alias in the place of the name. */
const byAlias = (value: number): PeerMetric => ({ alias: 7, type: 'Int32', value });
const words = (parcels: readonly Parcel[]) =>
  parcels.flatMap((one) => (one.kind === 'words' ? [one.words] : []));

describe('values', () => {
  test.each<{ type: PeerMetric['type']; value: PeerMetric['value']; is: unknown }>([
    { type: 'Int8', value: -5, is: -5 },
    { type: 'Int16', value: -300, is: -300 },
    { type: 'Int32', value: -70_000, is: -70_000 },
    { type: 'Int64', value: -9_007_199_254_740_991, is: -9_007_199_254_740_991 },
    { type: 'UInt8', value: 255, is: 255 },
    { type: 'UInt16', value: 65_535, is: 65_535 },
    { type: 'UInt32', value: 4_294_967_295, is: 4_294_967_295 },
    { type: 'UInt64', value: 9_007_199_254_740_991, is: 9_007_199_254_740_991 },
    { type: 'Float', value: 0.5, is: 0.5 },
    { type: 'Double', value: 0.1, is: 0.1 },
    { type: 'Boolean', value: true, is: true },
    { type: 'String', value: 'E7', is: 'E7' },
  ])('$type $value', ({ type, value, is }) => {
    const node = aNode();
    node.born();
    expect(words(node.say('DBIRTH', 1, { name: 'x', type, value }))).toEqual([{ x: is }]);
  });

  test('what a number can not hold exactly is refused, not rounded', () => {
    const node = aNode();
    node.born();
    // 2^63 - 1, by hand: metric {name "x", datatype Int64, long_value}.
    const metric = Buffer.from('0a0178200458ffffffffffffffff7f', 'hex');
    const parcels = node.raw(
      'spBv1.0/g/DBIRTH/n/d',
      Buffer.concat([Buffer.from([0x12, metric.length]), metric]),
    );
    expect(parcels).toContainEqual({
      kind: 'fault',
      device: 'g:n:d',
      reason: "x: 9223372036854775807 can't be kept exactly",
      readings: 1,
    });
  });

  test('a metric that is null is no reading, and a data set is no value', () => {
    const node = aNode();
    node.born();
    expect(words(node.say('DBIRTH', 1, { ...level(0), value: null, isNull: true }))).toEqual([]);
    const set = { numOfColumns: 1, types: ['Int32' as const], columns: ['a'], rows: [[1]] };
    expect(words(node.say('DDATA', 2, { name: 's', type: 'DataSet', value: set }))).toEqual([{ s: {} }]);
  });

  test('metrics of several instants make several reports', () => {
    const node = aNode();
    node.born();
    const parcels = node.say(
      'DBIRTH',
      1,
      level(5, { timestamp: AT - 60_000, isHistorical: true }),
      level(6, { timestamp: AT }),
    );
    expect(parcels.filter(({ kind }) => kind === 'words')).toEqual([
      { kind: 'words', device: 'g:n:d', head: { ts: AT - 60_000 }, words: { level_mm: 5 } },
      { kind: 'words', device: 'g:n:d', head: { ts: AT }, words: { level_mm: 6 } },
    ]);
  });

  test('what a node says of itself is no reading', () => {
    const node = aNode();
    const control: PeerMetric = { name: 'Node Control/Rebirth', type: 'Boolean', value: false };
    expect(node.say('NBIRTH', 0, control, { name: 'bdSeq', type: 'UInt64', value: 3 })).toEqual([]);
  });

  test.each([
    { says: 'bytes that are no payload', hex: 'ff' },
    { says: 'a payload cut off', hex: '1264' },
  ])('$says', ({ hex }) => {
    expect(aNode().raw('spBv1.0/g/DDATA/n/d', Buffer.from(hex, 'hex'))).toEqual([
      { kind: 'fault', device: 'g:n:d', reason: 'not a Sparkplug B payload', readings: 1 },
    ]);
  });

  test('a metric named like a part of the language pollutes nothing', () => {
    const node = aNode();
    node.born();
    const [said = {}] = words(node.say('DBIRTH', 1, { name: '__proto__', type: 'String', value: 'x' }));
    expect(Object.getPrototypeOf(said)).toBe(Object.prototype);
    expect(Object.keys(said)).toEqual(['__proto__']);
  });
});

describe('birth, sequence and death', () => {
  test('an alias stands for the name that the birth gave it', () => {
    const node = aNode();
    node.born();
    node.say('DBIRTH', 1, level(5));
    expect(words(node.say('DDATA', 2, byAlias(-6)))).toEqual([{ level_mm: -6 }]);
    expect(node.sent).toEqual([]);
  });

  test('data without a birth is told and the node is asked, once in ten seconds', () => {
    const node = aNode();
    const parcels = node.say('DDATA', 4, byAlias(5), byAlias(6));
    expect(parcels).toEqual([
      {
        kind: 'fault',
        device: 'g:n:d',
        reason: 'metrics whose birth was not heard; a rebirth is asked for',
        readings: 2,
      },
    ]);
    expect(node.sent).toMatchObject([
      {
        topic: 'spBv1.0/g/NCMD/n',
        payload: { metrics: [{ name: 'Node Control/Rebirth', type: 'Boolean', value: true }] },
      },
    ]);
    node.say('DDATA', 5, byAlias(5));
    expect(node.sent).toHaveLength(1);
    node.later(10_000);
    node.say('DDATA', 6, byAlias(5));
    expect(node.sent).toHaveLength(2);
  });

  test('a hole in the sequence asks for a rebirth, and what came is taken', () => {
    const node = aNode();
    node.born();
    node.say('DBIRTH', 1, level(5));
    expect(words(node.say('DDATA', 3, byAlias(6)))).toEqual([{ level_mm: 6 }]);
    expect(node.sent).toHaveLength(1);
  });

  test('after 255 comes 0, and a message that is sent twice is no hole', () => {
    const node = aNode();
    node.born();
    node.say('DBIRTH', 1, level(5));
    for (let seq = 2; seq < 600; seq++) node.say('DDATA', seq % 256, byAlias(seq));
    node.say('DDATA', 599 % 256, byAlias(1));
    expect(node.sent).toEqual([]);
  });

  test('a birth of the node voids the births of its devices', () => {
    const node = aNode();
    node.born();
    node.say('DBIRTH', 1, level(5));
    node.born(1);
    expect(node.say('DDATA', 1, byAlias(6))).toMatchObject([{ kind: 'fault' }]);
    expect(node.sent).toHaveLength(1);
  });

  test('devices come and go; a node that dies takes them along', () => {
    const node = aNode();
    node.born(4);
    expect(node.say('DBIRTH', 1, level(5))[0]).toEqual({ kind: 'status', device: 'g:n:d', online: true });
    const stale = peerEncode({ timestamp: AT, metrics: [{ name: 'bdSeq', type: 'UInt64', value: 3 }] });
    expect(node.raw('spBv1.0/g/NDEATH/n', stale)).toEqual([]);
    const death = peerEncode({ timestamp: AT, metrics: [{ name: 'bdSeq', type: 'UInt64', value: 4 }] });
    expect(node.raw('spBv1.0/g/NDEATH/n', death)).toEqual([
      { kind: 'status', device: 'g:n:d', online: false },
    ]);
    expect(node.say('DDATA', 2, byAlias(6))).toMatchObject([{ kind: 'fault' }]);
  });

  test('a device that dies alone', () => {
    const node = aNode();
    node.born();
    node.say('DBIRTH', 1, level(5));
    expect(node.say('DDEATH', 2)).toEqual([{ kind: 'status', device: 'g:n:d', online: false }]);
    expect(node.sent).toEqual([]);
  });
});
