import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hours, type UnixMs, unixMs } from '../../../core/index.js';
import { type CertificateFiles, readCertificates } from '../../../runtime/tls/certificate-files.js';
import { Authority } from '../../support/certificates.js';
import { temporaryDir } from '../../support/temporary-dir.js';

const now = (): UnixMs => unixMs(Date.now());
const faultOf = (files: CertificateFiles, at = now()): Promise<string> =>
  readCertificates(files, at).then(
    () => '',
    (error: Error) => error.message,
  );

describe('certificates', () => {
  const rubbish = (name: string): string => {
    const path = join(temporaryDir(), name);
    writeFileSync(path, 'rubbish');
    return path;
  };

  test('that are in order are taken, with the time of their end', async () => {
    const { expiresAt } = await readCertificates(new Authority().server(), now());
    expect(Math.round((expiresAt - now()) / hours(24))).toBe(30);
  });

  test('that are not there are all named', async () => {
    const message = await faultOf({ cert: '/no/cert.pem', key: '/no/key.pem', clientCa: '/no/ca.pem' });
    for (const path of ['/no/cert.pem', '/no/key.pem', '/no/ca.pem'])
      expect(message).toContain(`${path}: ENOENT`);
  });

  test('that are something else are all named', async () => {
    const [cert, key, clientCa] = [rubbish('cert.pem'), rubbish('key.pem'), rubbish('ca.pem')];
    const message = await faultOf({ cert, key, clientCa });
    expect(message).toContain(`${cert}: holds no certificate`);
    expect(message).toContain(`${key}: holds no private key`);
    expect(message).toContain(`${clientCa}: holds no certificate`);
  });

  test('whose key is of another certificate', async () => {
    const authority = new Authority();
    const { cert } = authority.server();
    const { key } = authority.server();
    expect(await faultOf({ cert, key })).toContain(`${key}: is not the key of the certificate in ${cert}`);
  });

  test('that have expired', async () => {
    const { cert, key } = new Authority().issue('old', -1);
    expect(await faultOf({ cert, key })).toContain(`${cert}: the certificate expired on `);
  });

  test('that are not valid yet', async () => {
    const { cert, key } = new Authority().server();
    const yesterday = unixMs(now() - hours(24));
    expect(await faultOf({ cert, key }, yesterday)).toContain(
      `${cert}: the certificate is not valid before `,
    );
  });

  test('that are damaged inside', async () => {
    const { key } = new Authority().server();
    const damaged = join(temporaryDir(), 'damaged.pem');
    writeFileSync(damaged, '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
    expect(await faultOf({ cert: damaged, key })).toContain(`${damaged}: certificate 1 can't be read`);
  });
});
