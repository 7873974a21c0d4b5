import { readFile } from 'node:fs/promises';
import type { SecureContextOptions } from 'node:tls';
import { seconds, type UnixMs } from '../../core/index.js';
import { type Clock, ticks } from '../clock.js';
import type { Logger } from '../logger.js';
import { type CertificateFiles, type Certificates, readCertificates } from './certificate-files.js';
import { type CertificateMark, parseRevocations, Revocations } from './revocations.js';

export interface TlsKeeperDeps {
  readonly files: CertificateFiles;
  /** List of revoked client certificates; it need not exist. */
  readonly revocationList: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A server that takes new certificates while it runs; connections that there are stay. */
export interface SecureServer {
  setSecureContext(options: SecureContextOptions): void;
}

/** How often the files are looked at. Signals don't reach into containers, and watching fails over links and mounts. */
const LOOK_EVERY = seconds(5);

/** Holds the certificates of the TLS ports and the list of revoked ones, and reads them again when the files change. */
export class TlsKeeper {
  readonly #deps: TlsKeeperDeps;
  readonly #servers: SecureServer[] = [];
  readonly #listeners: (() => void)[] = [];
  readonly #stopped = new AbortController();
  readonly #loop: Promise<void>;
  #certificates: Certificates;
  #revocations = Revocations.none;
  #revocationText = '';
  /** What was logged last, so that a fault that stays is said once. */
  #fault = '';
  #revocationFault = '';

  /** Rejects with a `CertificateError` when the files can't be used. */
  static async open(deps: TlsKeeperDeps): Promise<TlsKeeper> {
    const keeper = new TlsKeeper(deps, await readCertificates(deps.files, deps.clock.now()));
    await keeper.#lookAtRevocations();
    return keeper;
  }

  private constructor(deps: TlsKeeperDeps, certificates: Certificates) {
    this.#deps = deps;
    this.#certificates = certificates;
    this.#loop = this.#watch();
  }

  /** TLS 1.2 and newer; the ciphers are those of Node, which leave out what is broken. */
  get context(): SecureContextOptions {
    const { cert, key, clientCa } = this.#certificates;
    return { cert, key, minVersion: 'TLSv1.2', ...(clientCa === undefined ? {} : { ca: clientCa }) };
  }

  get asksForCertificates(): boolean {
    return this.#certificates.clientCa !== undefined;
  }

  get expiresAt(): UnixMs {
    return this.#certificates.expiresAt;
  }

  /** `server` gets every new certificate from now on. */
  serve(server: SecureServer): void {
    this.#servers.push(server);
  }

  isRevoked(mark: CertificateMark): boolean {
    return this.#revocations.has(mark);
  }

  /** `listener` is called after the list of revoked certificates has changed. */
  onRevocations(listener: () => void): void {
    this.#listeners.push(listener);
  }

  async close(): Promise<void> {
    this.#stopped.abort();
    await this.#loop;
  }

  async #watch(): Promise<void> {
    for await (const _ of ticks(this.#deps.clock, LOOK_EVERY, this.#stopped.signal)) {
      await this.#lookAtRevocations();
      await this.#lookAtCertificates();
    }
  }

  async #lookAtCertificates(): Promise<void> {
    const { files, clock, logger } = this.#deps;
    try {
      const { cert, key, clientCa } = this.#certificates;
      const read = await readCertificates(files, clock.now());
      this.#fault = '';
      if (read.cert === cert && read.key === key && read.clientCa === clientCa) return;
      this.#certificates = read;
      for (const server of this.#servers) server.setSecureContext(this.context);
      logger.info('tls.renewed', { expires: new Date(read.expiresAt).toISOString() });
    } catch (error) {
      // A file of two was exchanged, or a wrong one put there: those in use stay in use.
      const reason = error instanceof Error ? error.message : String(error);
      if (reason !== this.#fault) logger.error('tls.not-renewed', { reason });
      this.#fault = reason;
    }
  }

  async #lookAtRevocations(): Promise<void> {
    const { revocationList, logger } = this.#deps;
    const text = await this.#readRevocations();
    if (text === this.#revocationText) return;
    this.#revocationText = text;
    const { revocations, faults } = parseRevocations(text);
    for (const fault of faults)
      logger.error('tls.revocations-unreadable', { reason: `${revocationList}: ${fault}` });
    this.#revocations = revocations;
    for (const listener of this.#listeners) listener();
  }

  /** A list that is gone or can't be read lets nobody in again: what it said last holds. */
  async #readRevocations(): Promise<string> {
    const { revocationList, logger } = this.#deps;
    try {
      const text = await readFile(revocationList, 'utf8');
      this.#revocationFault = '';
      return text;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const isNews = reason !== this.#revocationFault;
      if (isNews && (this.#revocationText !== '' || !reason.startsWith('ENOENT')))
        logger.error('tls.revocations-unreadable', { reason });
      this.#revocationFault = reason;
      return this.#revocationText;
    }
  }
}
