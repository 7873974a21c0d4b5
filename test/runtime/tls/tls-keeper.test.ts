import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { hours, seconds } from '../../../core/index.js';
import { silentLogger, TlsKeeper } from '../../../runtime/index.js';
import { Authority } from '../../support/certificates.js';
import { ManualClock } from '../../support/manual-clock.js';
import { temporaryDir } from '../../support/temporary-dir.js';
import { until } from '../../support/until.js';

const MARK = { serial: '0AB1', fingerprint: 'FF' };

async function open(list?: string) {
  const dir = temporaryDir();
  const revocationList = join(dir, 'revoked-certificates.txt');
  if (list !== undefined) writeFileSync(revocationList, list);
  const clock = new ManualClock(Date.now());
  const errors: string[] = [];
  const logger = {
    ...silentLogger,
    error: (event: string, fields: object = {}) => errors.push(`${event} ${JSON.stringify(fields)}`),
  };
  const keeper = await TlsKeeper.open({ files: new Authority().server(), revocationList, clock, logger });
  onTestFinished(() => keeper.close());
  /** Until the files have been looked at once more. */
  const look = async (after: number = seconds(5)): Promise<void> => {
    await until('it sleeps', () => clock.sleepers === 1);
    clock.advance(after);
    await until('it has looked', () => clock.sleepers === 1);
  };
  return { keeper, look, errors, revocationList };
}

describe('the keeper of certificates', () => {
  test('goes by the list that it finds at the start', async () => {
    const { keeper } = await open('0AB1\n');
    expect(keeper.isRevoked(MARK)).toBe(true);
  });

  test('needs no list, and says nothing of it', async () => {
    const { keeper, look, errors } = await open();
    await look();
    expect(keeper.isRevoked(MARK)).toBe(false);
    expect(errors).toEqual([]);
  });

  test('lets nobody in again because the list is gone, and says so once', async () => {
    const { keeper, look, errors, revocationList } = await open('0AB1\n');
    rmSync(revocationList);
    await look();
    await look();
    expect(keeper.isRevoked(MARK)).toBe(true);
    expect(errors).toEqual([expect.stringContaining('tls.revocations-unreadable')]);
  });

  test('takes one back whose line was taken out', async () => {
    const { keeper, look, revocationList } = await open('0AB1\n');
    writeFileSync(revocationList, '# nobody\n');
    await look();
    expect(keeper.isRevoked(MARK)).toBe(false);
  });

  test('names the line that it can not read', async () => {
    const { keeper, errors, revocationList } = await open('0AB1\nnb-4711\n');
    expect(keeper.isRevoked(MARK)).toBe(true);
    expect(errors).toEqual([expect.stringContaining(`${revocationList}: line 2: `)]);
  });

  test('says once that the certificate in use has expired', async () => {
    const { look, errors } = await open();
    await look(hours(24 * 31));
    await look();
    expect(errors).toEqual([expect.stringMatching(/^tls\.not-renewed .*the certificate expired on /)]);
  });
});
