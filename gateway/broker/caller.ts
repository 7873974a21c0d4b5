import type { CertificateMark } from '../../runtime/index.js';
import type { Valve } from './valve.js';

/** A certificate that a client showed. */
export interface ClientCertificate extends CertificateMark {
  /** Its common name; empty when there is not just one. */
  readonly name: string;
  /** Why it can't be trusted, in OpenSSL's words; `undefined` when our roots vouch for it and it is in time. */
  readonly fault: string | undefined;
}

/** Somebody who has opened a connection, by whichever of the ports. */
export interface Arrival {
  readonly address: string | undefined;
  readonly certificate?: ClientCertificate | undefined;
  /** Called when the CONNECT was accepted. */
  readonly onAdmitted?: () => void;
}

export interface Caller extends Arrival {
  readonly valve: Valve;
}
