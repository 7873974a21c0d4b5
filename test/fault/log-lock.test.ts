import { expect, test } from 'vitest';
import { openTestLog } from '../support/log-checks.js';
import { testEntries } from '../support/log-items.js';
import { LogWriter } from '../support/log-writer-process.js';
import { temporaryDir } from '../support/temporary-dir.js';

test('a second process that opens the same folder is refused with a sentence that names the folder', async () => {
  const dir = temporaryDir();
  const log = await openTestLog(dir);
  const second = new LogWriter(dir, { firstN: 0, lanes: 1, appendsPerLane: 1, size: 1, textBytes: 1 });
  await second.close();
  expect(second.acks).toEqual([]);
  expect(second.rejected).toEqual([expect.stringContaining(`log.locked the log in ${dir} is in use`)]);
  expect(await log.append(testEntries(1, 1))).toBe(1);
});

test('the same process is refused as well, and the first opening goes on', async () => {
  const dir = temporaryDir();
  const log = await openTestLog(dir);
  await expect(openTestLog(dir)).rejects.toMatchObject({
    code: 'log.locked',
    message: expect.stringContaining(dir),
  });
  expect(await log.append(testEntries(1, 1))).toBe(1);
});

test('a folder that is a file is refused with log.open-failed and its name', async () => {
  await expect(openTestLog('/dev/null/log')).rejects.toMatchObject({
    code: 'log.open-failed',
    message: expect.stringContaining('/dev/null/log'),
  });
});
