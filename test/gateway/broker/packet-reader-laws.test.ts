import fc from 'fast-check';
import { generate, type Packet, parser } from 'mqtt-packet';
import { expect, test } from 'vitest';
import { type PacketParser, PacketReader } from '../../../gateway/broker/packet-reader.js';

const topic = fc.stringMatching(/^[a-z水/]{1,200}$/);
const payload = fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes));
const messageId = fc.integer({ min: 1, max: 65_535 });
const flags = fc.record({ retain: fc.boolean(), dup: fc.boolean() });
const packets: fc.Arbitrary<Packet> = fc.oneof(
  fc
    .tuple(topic, payload, flags)
    .map(([t, p, f]): Packet => ({ cmd: 'publish', topic: t, payload: p, qos: 0, ...f, dup: false })),
  fc
    .tuple(topic, payload, messageId, fc.constantFrom(1 as const, 2 as const), flags)
    .map(
      ([t, p, id, qos, f]): Packet => ({ cmd: 'publish', topic: t, payload: p, messageId: id, qos, ...f }),
    ),
  messageId.map((id): Packet => ({ cmd: 'puback', messageId: id })),
  messageId.map((id): Packet => ({ cmd: 'pubrel', messageId: id })),
  fc.constant<Packet>({ cmd: 'pingreq' }),
  fc
    .tuple(topic, messageId)
    .map(([t, id]): Packet => ({ cmd: 'subscribe', messageId: id, subscriptions: [{ topic: t, qos: 1 }] })),
);

/** Cuts bytes wherever the numbers say. */
function pieces(bytes: Buffer, lengths: readonly number[]): Buffer[] {
  const cut: Buffer[] = [];
  let at = 0;
  for (let i = 0; at < bytes.length; i++) {
    const end = at + (lengths[i % lengths.length] ?? 1);
    cut.push(bytes.subarray(at, end));
    at = end;
  }
  return cut;
}

interface Heard {
  readonly packets: unknown[];
  errors: number;
}

const plain = (packet: Packet): unknown => {
  const { cmd } = packet;
  if (cmd !== 'publish') return JSON.parse(JSON.stringify(packet));
  const { retain, qos, dup, length, topic: on, payload: bytes, messageId: id } = packet;
  return { cmd, retain, qos, dup, length, on, bytes: Buffer.from(bytes).toString('hex'), id };
};

function listen(target: PacketParser): Heard {
  const heard: Heard = { packets: [], errors: 0 };
  target.on('packet', (packet: Packet) => heard.packets.push(plain(packet)));
  target.on('error', () => {
    heard.errors += 1;
  });
  return heard;
}

/** What the library's own parser makes of the pieces, and what it makes of them with the reader before it. */
function bothWays(chunks: readonly Buffer[]): { readonly alone: Heard; readonly behind: Heard } {
  const first: PacketParser = parser() as unknown as PacketParser;
  const second: PacketParser = parser() as unknown as PacketParser;
  const [alone, behind] = [listen(first), listen(second)];
  const reader = new PacketReader(second, () => 1_000_000);
  for (const chunk of chunks) {
    if (!first.error) first.parse(chunk);
    if (!second.error) reader.read(chunk);
  }
  return { alone, behind };
}

test('the packets of a stream are those that the parser alone would find, however the stream is cut', () => {
  const lengths = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(fc.array(packets, { maxLength: 12 }), lengths, (sent, cuts) => {
      const bytes = Buffer.concat(sent.map((packet) => generate(packet)));
      const { alone, behind } = bothWays(pieces(bytes, cuts));
      expect(behind).toEqual(alone);
      expect(behind.packets).toHaveLength(sent.length);
    }),
    { numRuns: 500 },
  );
});

test.each([
  { says: 'both QoS bits are set', bytes: [0x36, 5, 0, 1, 97, 0, 1] },
  { says: 'the topic is longer than the packet', bytes: [0x30, 3, 0, 9, 97] },
  { says: 'the packet ends within the length of the topic', bytes: [0x30, 1, 0] },
  { says: 'there is no room for the message id', bytes: [0x32, 4, 0, 1, 97, 0] },
  { says: 'the length has a fifth byte', bytes: [0x32, 0x80, 0x80, 0x80, 0x80, 1] },
  { says: 'nobody knows this type of packet', bytes: [0x00, 0] },
])('a packet is refused, and nothing of it comes out, when $says', ({ bytes }) => {
  const target: PacketParser = parser() as unknown as PacketParser;
  const heard = listen(target);
  const fault = new PacketReader(target, () => 1_000).read(Buffer.from(bytes));
  expect(heard.packets).toEqual([]);
  expect(fault ?? target.error).toBeTruthy();
});

test('noise is refused or waited for; it never throws', () => {
  const noise = fc.oneof(fc.constantFrom(0x30, 0x32, 0x34, 0x40, 0x82, 0xc0, 0, 2, 0xff), fc.nat(255));
  fc.assert(
    fc.property(fc.array(noise, { maxLength: 60 }), fc.integer({ min: 1, max: 20 }), (bytes, cut) => {
      const target: PacketParser = parser() as unknown as PacketParser;
      const heard = listen(target);
      const reader = new PacketReader(target, () => 1_000);
      for (const piece of pieces(Buffer.from(bytes), [cut])) if (!target.error) reader.read(piece);
      expect(heard.errors).toBeLessThanOrEqual(1);
    }),
    { numRuns: 2_000 },
  );
});
