import { spawn } from 'node:child_process';
import { copyFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { seconds } from '../../../core/index.js';
import { Authority, type Issued } from '../../support/certificates.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { ManualClock } from '../../support/manual-clock.js';
import { mosquittoPub, mosquittoSub } from '../../support/mosquitto-clients.js';
import { program } from '../../support/programs.js';
import { connectPacket, publishPacket, RawMqtt, rawClient } from '../../support/raw-mqtt.js';
import { temporaryDir } from '../../support/temporary-dir.js';
import { until } from '../../support/until.js';

const UP = 'sk/v1/nb-1/up';
const REPORT = ['-t', UP, '-q', '1', '-m', '{"fill_pct":5}'];

const secret = (gateway: Gateway, name: string) => ({ port: gateway.tlsPort, name });

/** A TLS connection of Node's own that does not check the server. */
const tls = (gateway: Gateway, shown?: Issued): TLSSocket =>
  connect({
    ...{ port: gateway.tlsPort, host: '127.0.0.1', rejectUnauthorized: false },
    ...(shown === undefined ? {} : { cert: readFileSync(shown.cert), key: readFileSync(shown.key) }),
  });

async function opensslClient(gateway: Gateway, ...options: readonly string[]): Promise<string> {
  const args = ['s_client', '-connect', `127.0.0.1:${gateway.tlsPort}`, ...options];
  const child = spawn(program('openssl', 'openssl'), args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => (said += bytes));
  await new Promise((resolve) => child.once('close', resolve));
  return said;
}

async function audit(gateway: Gateway, what: string): Promise<string[]> {
  const found = async () => (await gateway.entries('audit')).filter((entry) => entry.what === what);
  await until(`an audit row ${what}`, async () => (await found()).length > 0);
  return (await found()).map(({ by, detail }) => `${by}: ${detail}`);
}

describe('MQTT over TLS', () => {
  test('takes a name and a secret, and gives the PUBACK after the fsync', async () => {
    const authority = new Authority();
    const gateway = await startGateway({ tls: authority.server() });
    const sent = await mosquittoPub(secret(gateway, 'nb-1'), '--cafile', authority.cert, ...REPORT);
    expect(sent).toEqual({ code: 0, errors: '' });
    expect(await gateway.entries('report')).toMatchObject([{ asset: 'bin-1', points: { fill_pct: 5 } }]);
  });

  test('refuses a wrong secret', async () => {
    const authority = new Authority();
    const gateway = await startGateway({ tls: authority.server() });
    const account = { ...secret(gateway, 'nb-1'), secret: 'guess' };
    const { code } = await mosquittoPub(account, '--cafile', authority.cert, ...REPORT);
    expect(code).not.toBe(0);
    expect(await audit(gateway, 'login-refused')).toEqual([
      expect.stringMatching(/^nb-1: wrong secret, from .*127\.0\.0\.1$/),
    ]);
  });

  test('carries messages down as well', async () => {
    const authority = new Authority();
    const gateway = await startGateway({ tls: authority.server() });
    const listener = await mosquittoSub(
      secret(gateway, 'listener'),
      ...['--cafile', authority.cert, '-t', 'sk/v1/+/up'],
    );
    await mosquittoPub(secret(gateway, 'nb-1'), '--cafile', authority.cert, ...REPORT);
    await until('it is heard', () => listener.seen.length === 1);
    expect(listener.seen).toEqual([`${UP} {"fill_pct":5}`]);
  });

  test.each([
    {
      version: '-tls1_1',
      is: /no protocols available|alert protocol version|unsupported protocol|wrong version/,
    },
    { version: '-tls1_2', is: /Protocol\s*: TLSv1\.2/ },
    { version: '-tls1_3', is: /TLSv1\.3/ },
  ])('answers a client of $version', async ({ version, is }) => {
    const gateway = await startGateway({ tls: new Authority().server() });
    // At the lowest level of security OpenSSL itself would still offer TLS 1.1.
    expect(await opensslClient(gateway, version, '-cipher', 'ALL:@SECLEVEL=0')).toMatch(is);
  });

  test('ends a connection of plain text, and serves the others', async () => {
    const authority = new Authority();
    const gateway = await startGateway({ tls: authority.server() });
    const plain = new RawMqtt(gateway.tlsPort);
    plain.send(connectPacket('nb-1'));
    await plain.ended();
    expect(plain.received).toEqual([]);
    expect(gateway.dropped).toHaveLength(1);
    await rawClient(tls(gateway), 'nb-1');
  });

  test('does not wait for a packet of a stranger that is too large', async () => {
    const gateway = await startGateway({ tls: new Authority().server() });
    const stranger = new RawMqtt(tls(gateway));
    stranger.socket.write(Buffer.from([0x10, 0xff, 0xff, 0x7f]));
    await stranger.ended();
    expect(gateway.dropped).toContain('the packet is too large');
  });
});

describe('a client certificate', () => {
  const start = async (clock?: ManualClock) => {
    const authority = new Authority();
    const gateway = await startGateway({
      tls: authority.server(),
      ...(clock === undefined ? {} : { clock }),
    });
    const publish = (shown: Issued, ...options: readonly string[]) =>
      mosquittoPub(
        { port: gateway.tlsPort, name: '' },
        ...['--cafile', authority.cert, '--cert', shown.cert, '--key', shown.key, ...options],
      );
    return { authority, gateway, publish };
  };

  test('stands for the device of its common name, without a secret', async () => {
    const { authority, gateway, publish } = await start();
    expect(await publish(authority.issue('nb-1'), ...REPORT)).toEqual({ code: 0, errors: '' });
    expect(await gateway.entries('report')).toMatchObject([{ device: 'nb-1' }]);
  });

  test('stands for an integration', async () => {
    const { authority, gateway, publish } = await start();
    expect(await publish(authority.issue('bridge'), ...REPORT)).toMatchObject({ code: 0 });
    expect(await gateway.entries('report')).toMatchObject([{ device: 'nb-1' }]);
  });

  test('counts, and not the name in the CONNECT', async () => {
    const { authority, gateway, publish } = await start();
    const other = ['-u', 'nb-2', '-t', 'sk/v1/nb-2/up', '-q', '1', '-m', '{"fill_pct":5}'];
    await publish(authority.issue('nb-1'), ...other);
    expect(await audit(gateway, 'foreign-topic')).toEqual(['nb-1: nb-1 may not publish to sk/v1/nb-2/up']);
    expect(await gateway.entries('report')).toEqual([]);
  });

  test.each([
    {
      says: 'has no credential',
      shown: (own: Authority) => own.issue('nobody'),
      row: /^unknown: no credential of its common name: "nobody", serial [0-9A-F]+, from .*127/,
    },
    {
      says: 'is of another authority',
      shown: () => new Authority('somebody else').issue('nb-1'),
      row: /^unknown: not trusted \(UNABLE_TO_VERIFY_LEAF_SIGNATURE\): "nb-1"/,
    },
    {
      says: 'has expired',
      shown: (own: Authority) => own.issue('nb-1', -1),
      row: /^unknown: not trusted \(CERT_HAS_EXPIRED\): "nb-1"/,
    },
  ])('that $says is refused and audited', async ({ shown, row }) => {
    const { authority, gateway, publish } = await start();
    const { code, errors } = await publish(shown(authority), ...REPORT);
    expect(code).not.toBe(0);
    expect(errors).toMatch(/not authori[sz]ed/i);
    expect(await audit(gateway, 'certificate-refused')).toEqual([expect.stringMatching(row)]);
    expect(await gateway.entries('report')).toEqual([]);
  });

  test.each(['serial', 'fingerprint'] as const)(
    'that was revoked by its %s ends at once where it is connected, and is refused from then on',
    async (by) => {
      const clock = new ManualClock(Date.now());
      const { authority, gateway, publish } = await start(clock);
      const [stolen, good] = [authority.issue('nb-1'), authority.issue('nb-2')];
      const thief = await rawClient(tls(gateway, stolen), '');
      const neighbour = await rawClient(tls(gateway, good), '');
      writeFileSync(join(gateway.dir, 'revoked-certificates.txt'), `${stolen[by]}\n`);
      await until('the list was looked at', () => {
        clock.advance(seconds(5));
        return thief.closed;
      });
      expect(await audit(gateway, 'certificate-revoked')).toEqual([
        expect.stringMatching(/^nb-1: serial [0-9A-F]+: the connection was ended$/),
      ]);
      expect((await publish(stolen, ...REPORT)).errors).toMatch(/not authori[sz]ed/i);
      expect(await audit(gateway, 'certificate-refused')).toEqual([expect.stringMatching(/^nb-1: revoked/)]);
      neighbour.send({ cmd: 'pingreq' });
      await neighbour.got('pingresp');
    },
  );
});

describe('certificates that change while the server runs', () => {
  async function replaceable(authority: Authority) {
    const dir = temporaryDir();
    const files = { cert: join(dir, 'cert.pem'), key: join(dir, 'key.pem') };
    const put = ({ cert, key }: { readonly cert: string; readonly key: string }): void => {
      for (const [from, to] of [
        [cert, files.cert],
        [key, files.key],
      ] as const) {
        copyFileSync(from, `${to}.new`);
        renameSync(`${to}.new`, to);
      }
    };
    const first = authority.issue('first');
    put(first);
    const clock = new ManualClock(Date.now());
    const gateway = await startGateway({ tls: files, clock });
    return { files, put, gateway, clock };
  }

  const shownBy = (gateway: Gateway): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const socket = tls(gateway);
      socket.once('error', reject);
      socket.once('secureConnect', () => {
        resolve(socket.getPeerCertificate().subject.CN);
        socket.destroy();
      });
    });

  test('are shown to those who come, and end no connection', async () => {
    const authority = new Authority();
    const { put, gateway, clock } = await replaceable(authority);
    const device = await rawClient(tls(gateway), 'nb-1');
    expect(await shownBy(gateway)).toBe('first');
    put(authority.issue('second'));
    await until('the second is shown', async () => {
      clock.advance(seconds(5));
      return (await shownBy(gateway)) === 'second';
    });
    device.send(publishPacket(UP, '{"fill_pct":5}'));
    await device.got('puback');
  });

  test('leave the old ones in use while they do not fit together', async () => {
    const authority = new Authority();
    const { files, gateway, clock } = await replaceable(authority);
    copyFileSync(authority.issue('second').cert, files.cert);
    await until('they were looked at', () => {
      clock.advance(seconds(5));
      return gateway.errors.length > 0;
    });
    expect(gateway.errors).toEqual([expect.stringContaining(`${files.key}: is not the key of`)]);
    expect(await shownBy(gateway)).toBe('first');
  });
});
