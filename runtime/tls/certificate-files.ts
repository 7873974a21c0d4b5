import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { type UnixMs, unixMs } from '../../core/index.js';

/** Paths of PEM files. */
export interface CertificateFiles {
  /** The server's certificate, then those between it and the root. */
  readonly cert: string;
  readonly key: string;
  /** Roots of the certificates that clients may show; without it none is asked for. */
  readonly clientCa?: string | undefined;
}

/** Contents of the files, checked. */
export interface Certificates {
  readonly cert: string;
  readonly key: string;
  readonly clientCa: string | undefined;
  readonly expiresAt: UnixMs;
}

/** All that is wrong with the files, each fault with the name of its file. */
export class CertificateError extends Error {
  constructor(faults: readonly string[]) {
    super(`TLS can't be used:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
    this.name = 'CertificateError';
  }
}

/** Reads and checks the files; rejects with a `CertificateError`. */
export async function readCertificates(files: CertificateFiles, now: UnixMs): Promise<Certificates> {
  const faults: string[] = [];
  const read = async (path: string): Promise<string> => {
    try {
      return await readFile(path, 'utf8');
    } catch (error) {
      faults.push(`${path}: ${reasonOf(error)}`);
      return '';
    }
  };
  const cert = await read(files.cert);
  const key = await read(files.key);
  const clientCa = files.clientCa === undefined ? undefined : await read(files.clientCa);
  if (faults.length > 0) throw new CertificateError(faults);

  const [own] = parse(files.cert, cert, faults);
  const privateKey = parseKey(files.key, key, faults);
  if (files.clientCa !== undefined) parse(files.clientCa, clientCa ?? '', faults);
  if (own !== undefined) faults.push(...outOfTime(files.cert, own, now));
  if (own !== undefined && privateKey !== undefined && !own.checkPrivateKey(privateKey))
    faults.push(`${files.key}: is not the key of the certificate in ${files.cert}`);
  if (own === undefined || faults.length > 0) throw new CertificateError(faults);
  try {
    // Refuses what OpenSSL finds too weak, for one.
    createSecureContext({ cert, key, ...(clientCa === undefined ? {} : { ca: clientCa }) });
  } catch (error) {
    throw new CertificateError([`${files.cert}: ${reasonOf(error)}`]);
  }
  return { cert, key, clientCa, expiresAt: unixMs(Date.parse(own.validTo)) };
}

const BLOCK = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

function parse(path: string, text: string, faults: string[]): X509Certificate[] {
  const blocks = text.match(BLOCK) ?? [];
  if (blocks.length === 0) faults.push(`${path}: holds no certificate (PEM, -----BEGIN CERTIFICATE-----)`);
  return blocks.flatMap((block, n) => {
    try {
      return [new X509Certificate(block)];
    } catch (error) {
      faults.push(`${path}: certificate ${n + 1} can't be read: ${reasonOf(error)}`);
      return [];
    }
  });
}

function parseKey(path: string, text: string, faults: string[]): KeyObject | undefined {
  try {
    return createPrivateKey(text);
  } catch (error) {
    faults.push(`${path}: holds no private key without a passphrase (PEM): ${reasonOf(error)}`);
    return undefined;
  }
}

function outOfTime(path: string, { validFrom, validTo }: X509Certificate, now: UnixMs): string[] {
  if (now > Date.parse(validTo)) return [`${path}: the certificate expired on ${validTo}`];
  if (now < Date.parse(validFrom)) return [`${path}: the certificate is not valid before ${validFrom}`];
  return [];
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
