import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { CertificateFiles } from '../../runtime/index.js';
import { program } from './programs.js';
import { temporaryDir } from './temporary-dir.js';

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** A certificate and its key, as files. */
export interface Issued {
  readonly cert: string;
  readonly key: string;
  /** As `openssl x509 -noout -serial` prints it. */
  readonly serial: string;
  /** As `openssl x509 -noout -fingerprint -sha256` prints it. */
  readonly fingerprint: string;
}

/** A certificate authority of the test's own, made with the openssl command. */
export class Authority {
  readonly #dir = temporaryDir();
  readonly cert = join(this.#dir, 'ca.pem');
  readonly #key = join(this.#dir, 'ca.key');
  #issued = 0;

  constructor(name = 'test authority') {
    openssl('req', '-x509', ...KEY, '-keyout', this.#key, '-out', this.cert, '-subj', `/CN=${name}`);
  }

  /** `days` below zero: it has expired already. */
  issue(name: string, days = 30): Issued {
    this.#issued += 1;
    const base = join(this.#dir, String(this.#issued));
    const [cert, key, request] = [`${base}.pem`, `${base}.key`, `${base}.csr`];
    const names = 'subjectAltName=IP:127.0.0.1,DNS:localhost';
    openssl('req', '-new', ...KEY, '-keyout', key, '-out', request, '-subj', `/CN=${name}`, '-addext', names);
    openssl(
      ...['x509', '-req', '-in', request, '-CA', this.cert, '-CAkey', this.#key, '-copy_extensions', 'copy'],
      ...['-days', String(days), '-out', cert],
    );
    const serial = openssl('x509', '-in', cert, '-noout', '-serial');
    const fingerprint = openssl('x509', '-in', cert, '-noout', '-fingerprint', '-sha256');
    return { cert, key, serial, fingerprint };
  }

  /** Files for a server of this authority, which also vouches for its clients. */
  server(): Required<CertificateFiles> {
    const { cert, key } = this.issue('server');
    return { cert, key, clientCa: this.cert };
  }
}

const openssl = (...args: readonly string[]): string =>
  execFileSync(program('openssl', 'openssl'), args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
