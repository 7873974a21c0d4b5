import { join } from 'node:path';
import type { PublishPacket } from 'aedes';
import { ClassicLevel } from 'classic-level';
import { expect, onTestFinished, test } from 'vitest';
import { keepRetained, type RetainedStore } from '../../../gateway/broker/retained.js';
import { silentLogger } from '../../../runtime/index.js';
import { temporaryDir } from '../../support/temporary-dir.js';

const status = (device: string, payload: string): PublishPacket => ({
  cmd: 'publish',
  topic: `sk/v1/${device}/status`,
  payload: Buffer.from(payload),
  qos: 1,
  retain: true,
  dup: false,
});

async function aStore(): Promise<{ store: RetainedStore; level: ClassicLevel }> {
  const level = new ClassicLevel(join(temporaryDir(), 'sessions'));
  await level.open();
  onTestFinished(() => level.close());
  const unfit = (): never => {
    throw new Error('not replaced');
  };
  const store: RetainedStore = { storeRetained: unfit, createRetainedStreamCombi: unfit };
  keepRetained(store, level, silentLogger);
  return { store, level };
}

async function found(store: RetainedStore, ...filters: readonly string[]): Promise<string[]> {
  const seen: string[] = [];
  for await (const { topic, payload, retain } of store.createRetainedStreamCombi(filters)) {
    expect(retain).toBe(true);
    seen.push(`${topic} ${payload.toString()}`);
  }
  return seen;
}

test('the last message of each topic is found by every filter that matches it', async () => {
  const { store } = await aStore();
  for (const [device, payload] of [
    ['a', '0'],
    ['a', '1'],
    ['b', '2'],
    ['ab', '3'],
    ['a.b', '4'],
  ] as const) {
    await store.storeRetained(status(device, payload));
  }
  expect(await found(store, 'sk/v1/a/status')).toEqual(['sk/v1/a/status 1']);
  expect(await found(store, 'sk/v1/a/#')).toEqual(['sk/v1/a/status 1']);
  expect((await found(store, 'sk/v1/+/status')).sort()).toEqual(
    ['a.b/status 4', 'a/status 1', 'ab/status 3', 'b/status 2'].map((one) => `sk/v1/${one}`),
  );
  expect(await found(store, '#')).toHaveLength(4);
  expect(await found(store, 'sk/v1/a/cmd', 'sk/v1/c/status', 'other/#')).toEqual([]);
});

test('an empty message clears its topic', async () => {
  const { store } = await aStore();
  await store.storeRetained(status('a', '1'));
  await store.storeRetained(status('a', ''));
  expect(await found(store, '#')).toEqual([]);
});

test("a device that subscribes to its commands reads none of the others' messages", async () => {
  const { store, level } = await aStore();
  for (let n = 0; n < 500; n++) await store.storeRetained(status(`nb-${n}`, '{"online":true}'));
  let read = 0;
  const { iterator } = level;
  level.iterator = ((options: object) => {
    read += 1;
    return iterator.call(level, options);
  }) as typeof level.iterator;
  expect(await found(store, 'sk/v1/nb-7/cmd')).toEqual([]);
  expect(await found(store, 'sk/v1/nb-7/status')).toEqual(['sk/v1/nb-7/status {"online":true}']);
  expect(read).toBe(0);
});

test('a store that closes while somebody subscribes ends the search quietly', async () => {
  const { store, level } = await aStore();
  await store.storeRetained(status('a', '1'));
  const search = found(store, '#');
  await level.close();
  expect((await search).length).toBeLessThan(2);
});
