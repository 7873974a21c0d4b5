import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { connect } from 'node:net';
import { connectAsync } from 'mqtt';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Authority } from '../support/certificates.js';
import { mosquittoPub } from '../support/mosquitto-clients.js';
import {
  command,
  file,
  furnish,
  ITS_DEVICE,
  PASSWORD,
  type Running,
  startStreetkeep,
} from '../support/streetkeep.js';
import { temporaryDir } from '../support/temporary-dir.js';
import { until } from '../support/until.js';

async function start(authority: Authority, env: Readonly<Record<string, string>> = {}): Promise<Running> {
  const dir = temporaryDir();
  await furnish(dir);
  const { cert, key, clientCa } = authority.server();
  const server = await startStreetkeep(dir, {
    env: {
      STREETKEEP_TLS_CERT: cert,
      STREETKEEP_TLS_KEY: key,
      STREETKEEP_TLS_CLIENT_CA: clientCa ?? '',
      STREETKEEP_HTTPS_PORT: '0',
      STREETKEEP_MQTTS_PORT: '0',
      ...env,
    },
  });
  onTestFinished(() => server.stop());
  return server;
}

async function latestFill(server: Running): Promise<unknown> {
  const { items } = await server.get<{ items: { value: unknown }[] }>(
    '/api/v1/assets/bin-1/readings?point=fill_pct&from=0',
  );
  return items.at(-1)?.value;
}

interface Answer {
  readonly status: number | undefined;
  readonly cookie: string;
  readonly body: string;
}

/** Asks over HTTPS, and trusts the authority alone. */
function ask(
  { system }: Running,
  authority: Authority,
  path: string,
  { body, cookie = '' }: { readonly body?: object; readonly cookie?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        ...{ host: '127.0.0.1', port: system.httpsPort, path, ca: readFileSync(authority.cert) },
        method: body === undefined ? 'GET' : 'POST',
        headers: { cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      },
      (answer) => {
        let text = '';
        answer.on('data', (bytes: Buffer) => {
          text += bytes.toString();
        });
        const [set = ''] = answer.headers['set-cookie'] ?? [];
        answer.on('end', () => resolve({ status: answer.statusCode, cookie: set, body: text }));
      },
    );
    asked.on('error', reject);
    asked.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

describe('the system with a certificate', () => {
  test('serves console and API over HTTPS, with a cookie that stays there', async () => {
    const authority = new Authority();
    const server = await start(authority);
    const login = await ask(server, authority, '/api/v1/session', {
      body: { username: 'admin', password: PASSWORD },
    });
    expect(login.status).toBe(200);
    expect(login.cookie).toMatch(/; Secure/);
    const [cookie] = login.cookie.split(';');
    const assets = await ask(server, authority, '/api/v1/assets', cookie === undefined ? {} : { cookie });
    expect(assets).toMatchObject({ status: 200, body: expect.stringContaining('bin-1') });
  });

  test('takes a report with a client certificate', async () => {
    const authority = new Authority();
    const server = await start(authority);
    const { cert, key } = authority.issue('nb-1');
    const sent = await mosquittoPub(
      { port: server.system.mqtt.tlsPort ?? 0, name: '' },
      ...['--cafile', authority.cert, '--cert', cert, '--key', key],
      ...['-t', 'sk/v1/nb-1/up', '-q', '1', '-m', '{"fill_pct":41}'],
    );
    expect(sent).toEqual({ code: 0, errors: '' });
    await until('the reading is there', async () => (await latestFill(server)) === 41);
  });

  test.each(['ws', 'wss'])('takes reports over %s on the ports of the console', async (scheme) => {
    const authority = new Authority();
    const server = await start(authority);
    const { httpPort, httpsPort } = server.system;
    const url = `${scheme}://127.0.0.1:${scheme === 'ws' ? httpPort : httpsPort}/mqtt`;
    const client = await connectAsync(url, {
      username: ITS_DEVICE.deviceId,
      password: ITS_DEVICE.secret,
      ca: readFileSync(authority.cert),
    });
    await client.publishAsync('sk/v1/nb-1/up', '{"fill_pct":42}', { qos: 1 });
    await client.endAsync();
    await until('the reading is there', async () => (await latestFill(server)) === 42);
  });

  test('serves a request that offers another protocol, with its body', async () => {
    const server = await start(new Authority());
    const socket = connect(server.system.httpPort, '127.0.0.1');
    let answer = '';
    socket.on('data', (bytes: Buffer) => {
      answer += bytes.toString();
    });
    const body = JSON.stringify({ username: 'admin', password: PASSWORD });
    const head = [
      'POST /api/v1/session HTTP/1.1',
      'Host: localhost',
      'Connection: Upgrade, HTTP2-Settings, close',
      'Upgrade: h2c',
      'HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA',
      'Content-Type: application/json',
      `Content-Length: ${body.length}`,
    ];
    socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
    await until('it is answered', () => answer.includes('"role"'));
    socket.destroy();
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK/);
  });

  test('says in its metrics when the certificate expires and who was refused', async () => {
    const server = await start(new Authority(), { STREETKEEP_MAX_CONNECTIONS: '1' });
    const account = { port: server.system.mqtt.port, name: 'nb-1', secret: ITS_DEVICE.secret };
    const held = await connectAsync(`mqtt://127.0.0.1:${account.port}`, {
      username: account.name,
      password: account.secret,
    });
    const { errors } = await mosquittoPub(account, '-t', 'sk/v1/nb-1/up', '-q', '1', '-m', '{}');
    expect(errors).toMatch(/unavailable/i);
    const metrics = await (await server.fetch('/metrics')).text();
    expect(metrics).toMatch(/^streetkeep_mqtt_refused 1$/m);
    const [, expires = ''] = /^streetkeep_tls_expires (.*)$/m.exec(metrics) ?? [];
    expect(Number(expires) * 1_000).toBeGreaterThan(Date.now());
    await held.endAsync();
  });

  test('does not start with a key of another certificate, and says which file it is', async () => {
    const authority = new Authority();
    const [{ cert }, { key }] = [authority.issue('a'), authority.issue('b')];
    const config = file(temporaryDir(), 'config.yaml', `tls_cert: ${cert}\ntls_key: ${key}\n`);
    const { code, stderr } = await command(temporaryDir(), 'start', '--no-sim', '--config', config);
    expect(code).toBe(1);
    expect(stderr).toContain(`${key}: is not the key of the certificate in ${cert}`);
  });
});
