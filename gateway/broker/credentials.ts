import { createHmac, timingSafeEqual } from 'node:crypto';
import type { DeviceId } from '../../core/index.js';

/** A device speaks on its own topics; an integration (a ChirpStack, a bridge) on those it declared. */
export type Identity =
  | { readonly kind: 'device'; readonly name: string; readonly device: DeviceId }
  | {
      readonly kind: 'integration';
      readonly name: string;
      readonly topics: readonly string[];
      /** It may speak only for devices whose id begins so. */
      readonly idPrefix: string;
    }
  /** Trial mode only: whoever connects, as whatever device it says it is. */
  | { readonly kind: 'anonymous'; readonly name: string };

export interface Credential {
  readonly identity: Identity;
  /** `hashSecret` of its secret, as hexadecimal digits. */
  readonly hash: string;
}

/** Looks credentials up by user name; holds the present set, so a change counts at the next connection. */
export interface CredentialBook {
  find(name: string): Credential | undefined;
}

/**
 * Keyed hash of a device's secret. Devices come back by the ten thousand after a power cut, so this must cost
 * microseconds; what makes it safe is that secrets are 128 random bits and the key never leaves the data folder
 * (docs/adr/0006). People's passwords go through scrypt instead.
 */
export const hashSecret = (pepper: string, name: string, secret: string | Buffer): string =>
  createHmac('sha256', pepper).update(name).update('\0').update(secret).digest('hex');

export function verifySecret(pepper: string, credential: Credential, secret: Buffer): boolean {
  const given = Buffer.from(hashSecret(pepper, credential.identity.name, secret));
  const wanted = Buffer.from(credential.hash);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
