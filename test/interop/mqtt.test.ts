import { spawn } from 'node:child_process';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Gateway, startGateway } from '../support/gateway.js';
import { mosquitto } from '../support/mosquitto.js';
import { type Account, mosquittoPub, mosquittoSub } from '../support/mosquitto-clients.js';
import { program } from '../support/programs.js';
import { until } from '../support/until.js';

const UP = ['-t', 'sk/v1/nb-1/up'];
const as = (gateway: Gateway, name: string, secret?: string): Account => ({
  port: gateway.port,
  name,
  ...(secret === undefined ? {} : { secret }),
});

describe('mosquitto_pub', () => {
  test.each([0, 1, 2])('delivers a report in QoS %i', async (qos) => {
    const gateway = await startGateway();
    const report = '{"ts":1732233600000,"fill_pct":82.5}';
    expect(await mosquittoPub(as(gateway, 'nb-1'), ...UP, '-q', `${qos}`, '-m', report)).toMatchObject({
      code: 0,
    });
    await until('the report is in the log', () => gateway.log.head === 1);
    expect(await gateway.entries('report')).toMatchObject([{ asset: 'bin-1', points: { fill_pct: 82.5 } }]);
  });

  test('delivers line after line on one connection, in their order', async () => {
    const gateway = await startGateway();
    const payload = Array.from({ length: 200 }, (_, n) => `{"seq":${n},"fill_pct":5}`).join('\n');
    const child = spawn(program('mosquitto_pub', 'mosquitto-clients'), [
      ...['-p', `${gateway.port}`, '-u', 'nb-1', '-P', 'secret of nb-1', ...UP, '-q', '2', '-l'],
    ]);
    child.stdin.end(`${payload}\n`);
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(0);
    expect((await gateway.entries('report')).map((one) => one.seq)).toEqual(
      Array.from({ length: 200 }, (_, n) => n),
    );
  });

  test.each([
    {
      says: 'a wrong secret',
      name: 'nb-1',
      secret: 'guess',
      error: /bad user name or password|not authori[sz]ed/i,
    },
    { says: 'no name', name: '', secret: '', error: /bad user name or password|not authori[sz]ed/i },
  ])('is told of $says', async ({ name, secret, error }) => {
    const gateway = await startGateway();
    const { code, errors } = await mosquittoPub(as(gateway, name, secret), ...UP, '-q', '1', '-m', '{}');
    expect(code).not.toBe(0);
    expect(errors).toMatch(error);
  });

  test('that speaks MQTT 5 is refused in its own words', async () => {
    const gateway = await startGateway();
    const { code } = await mosquittoPub(as(gateway, 'nb-1'), '-V', '5', ...UP, '-q', '1', '-m', '{}');
    expect(code).not.toBe(0);
    expect(gateway.log.head).toBe(0);
  });
});

describe('mosquitto_sub', () => {
  const STATUS = 'sk/v1/nb-1/status';

  test('sees the retained status of a device that is offline, and the will of one that dies', async () => {
    const gateway = await startGateway();
    const listener = as(gateway, 'listener');
    await mosquittoPub(as(gateway, 'nb-1'), '-t', STATUS, '-q', '1', '-r', '-m', '{"online":true}');
    const early = await mosquittoSub(listener, '-t', 'sk/v1/+/status', '-q', '1');
    await until('the retained status', () => early.seen.length === 1);
    const device = await mosquittoSub(
      as(gateway, 'nb-1'),
      ...[
        '-t',
        'sk/v1/nb-1/cmd',
        '--will-topic',
        STATUS,
        '--will-payload',
        '{"online":false}',
        '--will-retain',
        '--will-qos',
        '1',
      ],
    );
    device.child.kill('SIGKILL');
    await until('the will', () => early.seen.length === 2);
    expect(early.seen).toEqual([`${STATUS} {"online":true}`, `${STATUS} {"online":false}`]);
    const late = await mosquittoSub(listener, '-t', STATUS);
    await until('the retained will', () => late.seen.length === 1);
    expect(late.seen).toEqual([`${STATUS} {"online":false}`]);
    expect((await gateway.entries('status')).map((one) => one.online)).toEqual([true, false]);
  });

  test('sees what devices send up', async () => {
    const gateway = await startGateway();
    const { seen } = await mosquittoSub(as(gateway, 'listener'), '-t', 'sk/v1/+/up', '-q', '2');
    await mosquittoPub(as(gateway, 'nb-1'), ...UP, '-q', '2', '-m', '{"fill_pct":5}');
    await until('the report', () => seen.length === 1);
    expect(seen).toEqual(['sk/v1/nb-1/up {"fill_pct":5}']);
  });
});

test('a mosquitto bridge brings what the devices of its broker say, also what it kept while we were away', async () => {
  const first = await startGateway();
  const away = await mosquitto(
    [
      'allow_anonymous true',
      'connection centre',
      `address 127.0.0.1:${first.port}`,
      'remote_username bridge',
      'remote_password secret of bridge',
      'bridge_protocol_version mqttv311',
      'cleansession false',
      'notifications false',
      'restart_timeout 1',
      'topic sk/v1/+/up out 1',
      'topic sk/v1/+/status out 1',
      '',
    ].join('\n'),
  );
  onTestFinished(() => away.close());
  await until('the bridge is connected', () => first.connections === 1);
  const say = (leaf: string, payload: string) =>
    mosquittoPub({ port: away.port, name: '' }, '-q', '1', '-t', `sk/v1/nb-2/${leaf}`, '-m', payload);
  await say('status', '{"online":true}');
  await say('up', '{"seq":1,"fill_pct":5}');
  await until('both are in the log', () => first.log.head === 2);
  await first.close();

  await say('up', '{"seq":2,"fill_pct":5}');
  const second = await startGateway({ dir: first.dir, port: first.port });
  await until('what it kept is in the log', () => second.log.head === 3);
  expect((await second.entries('report')).map((one) => one.seq)).toEqual([1, 2]);
  expect(await second.entries('status')).toMatchObject([{ device: 'nb-2', online: true }]);
});
