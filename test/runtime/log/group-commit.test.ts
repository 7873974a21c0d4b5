import { expect, test } from 'vitest';
import { GroupCommit } from '../../../runtime/log/group-commit.js';

/** A store whose writes end when the test says so. */
function heldStore() {
  const groups: (readonly number[])[] = [];
  const held: ((error?: Error) => void)[] = [];
  let head = 0;
  const write = (entries: readonly number[]): Promise<number> =>
    new Promise((resolve, reject) => {
      groups.push(entries);
      held.push((error) => {
        if (error !== undefined) return reject(error);
        resolve(head + 1);
        head += entries.length;
      });
    });
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return {
    groups,
    write,
    async end(error?: Error): Promise<void> {
      while (held.length === 0) await turn();
      held.shift()?.(error);
      await turn();
    },
  };
}

test('what arrives during a write shares the next one', async () => {
  const store = heldStore();
  const commit = new GroupCommit<number>(store.write, 100);
  const first = commit.append([1]);
  await store.end();
  const second = commit.append([2]);
  await new Promise((resolve) => setImmediate(resolve));
  const later = [commit.append([3, 4]), commit.append([5])];
  await store.end();
  await store.end();
  expect(store.groups).toEqual([[1], [2], [3, 4, 5]]);
  expect(await Promise.all([first, second, ...later])).toEqual([1, 2, 3, 5]);
});

test('a group stays within its bound unless one append alone is larger', async () => {
  const store = heldStore();
  const commit = new GroupCommit<number>(store.write, 3);
  const appended = [
    commit.append([1, 2]),
    commit.append([3, 4]),
    commit.append([5, 6, 7, 8]),
    commit.append([9]),
  ];
  for (let group = 0; group < 4; group += 1) await store.end();
  expect(store.groups).toEqual([[1, 2], [3, 4], [5, 6, 7, 8], [9]]);
  expect(await Promise.all(appended)).toEqual([1, 3, 5, 9]);
});

test('a failed write rejects its own group and no other', async () => {
  const store = heldStore();
  const commit = new GroupCommit<number>(store.write, 1);
  const appended = Promise.allSettled([commit.append([1]), commit.append([2]), commit.append([3])]);
  await store.end();
  await store.end(new Error('no disk'));
  await store.end();
  expect((await appended).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});
