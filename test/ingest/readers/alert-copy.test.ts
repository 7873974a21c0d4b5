import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import {
  type Alert,
  type AlertState,
  alertId,
  assetId,
  deviceId,
  ruleId,
  type Transition,
  unixMs,
} from '../../../core/index.js';
import {
  AlertsRepo,
  CopyMarks,
  openState,
  type PlacedEffect,
  startAlertCopy,
} from '../../../ingest/index.js';
import { silentLogger, systemClock } from '../../../runtime/index.js';
import { type Influxd, influxd } from '../../support/influxd.js';
import { START } from '../../support/store-feed.js';
import { temporaryDir } from '../../support/temporary-dir.js';
import { until } from '../../support/until.js';

let server: Influxd;
beforeAll(async () => {
  server = await influxd();
});
afterAll(() => server?.close());

const anAlert = (id: string, state: AlertState, given: Partial<Alert> = {}): Alert => ({
  id: alertId(id),
  ruleId: ruleId('overflow'),
  ruleVersion: 1,
  kind: 'overflow',
  subject: { asset: assetId('bin-1') },
  assetId: assetId('bin-1'),
  severity: 'minor',
  state,
  openedAt: unixMs(START),
  evidence: [],
  ...given,
});

const anEffect = (position: number, transition: Transition, alert: Alert, place = 0): PlacedEffect => ({
  position,
  place,
  effect: { kind: 'alert', transition, at: unixMs(START + position * 60_000), alert },
});

/** The whole life of an alert, and another that is raised by the same entry. */
const LIFE: readonly PlacedEffect[] = [
  anEffect(1, 'raised', anAlert('a', 'firing')),
  anEffect(1, 'raised', anAlert('b', 'firing'), 1),
  anEffect(2, 'level-changed', anAlert('a', 'firing', { severity: 'critical' })),
  anEffect(3, 'clearing', anAlert('a', 'clearing', { severity: 'critical' })),
  anEffect(4, 'acknowledged', anAlert('a', 'clearing', { severity: 'critical', acknowledgedBy: 'wang' })),
  anEffect(5, 'firing-again', anAlert('a', 'firing', { severity: 'critical' })),
  anEffect(
    6,
    'resolved',
    anAlert('a', 'resolved', { severity: 'critical', resolvedAt: unixMs(START + 360_000) }),
  ),
];
const COPIED = [
  [1, 'a', 'raised', 'firing', 'minor', null],
  [1, 'b', 'raised', 'firing', 'minor', null],
  [2, 'a', 'level-changed', 'firing', 'critical', null],
  [3, 'a', 'clearing', 'clearing', 'critical', null],
  [4, 'a', 'acknowledged', 'clearing', 'critical', null],
  [5, 'a', 'firing-again', 'firing', 'critical', null],
  [6, 'a', 'resolved', 'resolved', 'critical', START + 360_000],
];

async function aDesk() {
  const state = await openState(join(temporaryDir(), 'state.sqlite'));
  onTestFinished(() => state.destroy());
  const marks = new CopyMarks(state);
  const alerts = new AlertsRepo(state);
  const start = (bucket: string) => {
    const address = { url: server.url, token: '', org: '', bucket };
    return startAlertCopy({ alerts, marks, server: address, clock: systemClock, logger: silentLogger });
  };
  return { marks, alerts, start };
}

const copied = async (bucket: string): Promise<unknown[]> => {
  const rows = await server.query(
    bucket,
    'SELECT "id", "transition", "state", "severity", "resolved_at" FROM "alert" WHERE "assetId" = \'bin-1\' AND "kind" = \'overflow\'',
  );
  return rows.map(([time, ...fields]) => [(Number(time) - START) / 60_000, ...fields]);
};

test('every transition becomes an entry with the state after it, whatever came later', async () => {
  const { alerts, marks, start } = await aDesk();
  await alerts.save(LIFE);
  const copy = start('life');
  await until('all is copied', async () => (await marks.get(copy.name)).position === 6);
  await copy.close();
  expect(await copied('life')).toEqual(COPIED);
});

test('what is sent again after a crash changes nothing', async () => {
  const { alerts, marks, start } = await aDesk();
  await alerts.save(LIFE);
  const first = start('again');
  await until('all is copied', async () => (await marks.get(first.name)).position === 6);
  await first.close();
  // The crash came after the lines and before the mark.
  await marks.set(first.name, { position: 1, place: 0 });
  const second = start('again');
  await until('all is copied again', async () => (await marks.get(second.name)).position === 6);
  await second.close();
  expect(await copied('again')).toEqual(COPIED);
});

test('while the server is down transitions wait in the state store', async () => {
  const { alerts, marks, start } = await aDesk();
  await alerts.save(LIFE.slice(0, 2));
  const copy = start('outage');
  await until('the first are copied', async () => (await marks.get(copy.name)).position === 1);
  await server.stop();
  await alerts.save(LIFE.slice(2));
  await server.start();
  await until('the rest is copied', async () => (await marks.get(copy.name)).position === 6);
  await copy.close();
  expect(await copied('outage')).toEqual(COPIED);
});

test('an alert on a device that stands nowhere has no asset, and a cause may hold any text', async () => {
  const { alerts, marks, start } = await aDesk();
  const { assetId: _, ...nowhere } = anAlert('d', 'firing', {
    kind: 'silent',
    subject: { device: deviceId('dev-1') },
    cause: 'said "no\\", then nothing',
  });
  await alerts.save([anEffect(1, 'raised', nowhere)]);
  const copy = start('nowhere');
  await until('it is copied', async () => (await marks.get(copy.name)).position === 1);
  await copy.close();
  const rows = await server.query('nowhere', 'SELECT "id", "cause", "kind", "assetId" FROM "alert"');
  expect(rows).toEqual([[START + 60_000, 'd', 'said "no\\", then nothing', 'silent', null]]);
});
