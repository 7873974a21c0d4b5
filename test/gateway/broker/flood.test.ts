import { describe, expect, test } from 'vitest';
import { minutes } from '../../../core/index.js';
import { Refusals } from '../../../gateway/broker/refusals.js';
import { startGateway } from '../../support/gateway.js';
import { ManualClock } from '../../support/manual-clock.js';
import { publishPacket, rawClient } from '../../support/raw-mqtt.js';
import { until } from '../../support/until.js';

test('ten thousand quick reconnects are all served, and nothing of them stays', {
  timeout: 180_000,
}, async () => {
  const gateway = await startGateway();
  const names = ['nb-1', 'nb-2', 'gw-1', 'constructor'];
  let served = 0;
  const come = async (lane: number): Promise<void> => {
    const name = names[lane % names.length] ?? '';
    for (let n = 0; n < 500; n++) {
      const client = await rawClient(gateway.port, name, { clientId: `lane-${lane}`, clean: n % 2 === 0 });
      client.send({
        cmd: 'subscribe',
        messageId: 1,
        subscriptions: [{ topic: `sk/v1/${name}/cmd`, qos: 1 }],
      });
      await client.got('suback');
      if (n % 50 === 0) {
        client.send(publishPacket(`sk/v1/${name}/up`, '{"battery_v":3}', { id: 2 }));
        await client.got('puback');
      }
      client.socket.destroy();
      served += 1;
    }
  };
  await Promise.all(Array.from({ length: 20 }, (_, lane) => come(lane)));
  expect(served).toBe(10_000);
  await until('all are gone', () => gateway.connections === 0);
  expect(await gateway.entries('report')).toHaveLength(200);
});

describe('refusals', () => {
  function refusals(clock = new ManualClock(), audit?: () => Promise<void>) {
    const entries: string[] = [];
    const faults: unknown[] = [];
    const book = new Refusals({
      audit: audit ?? (async (by, what, detail) => void entries.push(`${by} ${what}: ${detail}`)),
      clock,
      onFault: (error) => faults.push(error),
    });
    return { book, clock, entries, faults };
  }

  test('are written at once, then once a minute with their number, until a minute is quiet', async () => {
    const { book, clock, entries } = refusals();
    for (let n = 1; n <= 5; n++) book.note('nb-1', 'foreign-topic', `try ${n}`);
    await until('the window is open', () => clock.sleepers === 1);
    expect(entries).toEqual(['nb-1 foreign-topic: try 1']);
    clock.advance(minutes(1));
    await until('the rest is written', () => entries.length === 2 && clock.sleepers === 1);
    expect(entries[1]).toBe('nb-1 foreign-topic: 4 more, the last: try 5');
    clock.advance(minutes(1));
    await until('the minute was quiet', () => clock.sleepers === 0);
    await until('the next is written at once', () => {
      if (entries.length === 2) book.note('nb-1', 'foreign-topic', 'again');
      return entries.length === 3;
    });
  });

  test('of one client do not hide those of another, nor other refusals of his', async () => {
    const { book, entries } = refusals();
    book.note('nb-1', 'foreign-topic', 'a');
    book.note('nb-2', 'foreign-topic', 'b');
    book.note('nb-1', 'login-refused', 'c');
    await book.close();
    expect(entries).toEqual(['nb-1 foreign-topic: a', 'nb-2 foreign-topic: b', 'nb-1 login-refused: c']);
  });

  test('that were only counted are written at the end', async () => {
    const { book, entries } = refusals();
    for (let n = 1; n <= 3; n++) book.note('nb-1', 'foreign-topic', `try ${n}`);
    await book.close();
    expect(entries).toEqual(['nb-1 foreign-topic: try 1', 'nb-1 foreign-topic: 2 more, the last: try 3']);
  });

  test('that can not be written are told to the logger and harm nobody', async () => {
    const { book, faults } = refusals(new ManualClock(), () => Promise.reject(new Error('the disk is full')));
    book.note('nb-1', 'foreign-topic', 'a');
    book.note('nb-1', 'foreign-topic', 'b');
    await book.close();
    expect(faults).toHaveLength(2);
  });
});
