import { expect, onTestFinished, test } from 'vitest';
import { unixMs } from '../../core/index.js';
import { type Clock, openLocalLog, silentLogger, systemClock } from '../../runtime/index.js';
import { readAll, testCodec, testEntries } from '../support/log-items.js';
import { temporaryDir } from '../support/temporary-dir.js';
import { describeLog } from './log.js';

const base = { codec: testCodec, logger: silentLogger };

describeLog('the local log', (dir) => openLocalLog({ ...base, dir, clock: systemClock }));

// A short memory and small groups take the paths that a busy city takes.
describeLog('the local log with hardly any memory', (dir) =>
  openLocalLog({ ...base, dir, clock: systemClock, tailEntries: 1, groupEntries: 3 }),
);

test('retention goes by the time at which a batch was appended', async () => {
  let now = 1_000;
  const clock: Clock = { ...systemClock, now: () => unixMs(now) };
  const log = await openLocalLog({ ...base, dir: temporaryDir(), clock });
  onTestFinished(() => log.close());
  for (const n of [1, 2, 3]) {
    await log.append(testEntries(n, 1));
    now += 1_000;
  }
  await log.commit('reader', 3);
  await log.retain(3_000);
  expect((await readAll(log)).numbers).toEqual([3]);
});
