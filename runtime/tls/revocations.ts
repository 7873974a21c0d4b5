/** What identifies a certificate: as hexadecimal digits, upper case, without colons. */
export interface CertificateMark {
  readonly serial: string;
  /** SHA-256 of the whole certificate. */
  readonly fingerprint: string;
}

/** Certificates that are not taken any more. */
export class Revocations {
  static readonly none = new Revocations(new Set());
  readonly #marks: ReadonlySet<string>;

  constructor(marks: ReadonlySet<string>) {
    this.#marks = marks;
  }

  has({ serial, fingerprint }: CertificateMark): boolean {
    return this.#marks.has(bare(serial)) || this.#marks.has(bare(fingerprint));
  }
}

export interface ParsedRevocations {
  readonly revocations: Revocations;
  /** As `line N: …`; the other lines count all the same. */
  readonly faults: readonly string[];
}

// As `openssl x509 -noout -serial -fingerprint -sha256` and `openssl crl -noout -text` print them.
const LABEL = /^(serial=|serial number:|sha256 fingerprint=)\s*/i;
/** Serial numbers have 20 octets at most [RFC 5280, 4.1.2.2], a SHA-256 has 32. */
const MARK = /^(?:[0-9A-F]{1,40}|[0-9A-F]{64})$/;

/** One serial number or SHA-256 fingerprint a line, in hexadecimal digits with or without colons; `#` begins a comment. */
export function parseRevocations(text: string): ParsedRevocations {
  const marks = new Set<string>();
  const faults: string[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const said = (line.split('#')[0] ?? '').trim();
    if (said === '') continue;
    const digits = said.replace(LABEL, '').replaceAll(':', '').toUpperCase();
    if (MARK.test(digits)) marks.add(bare(digits));
    else
      faults.push(
        `line ${index + 1}: neither a serial number nor a SHA-256 fingerprint: ${said.slice(0, 80)}`,
      );
  }
  return { revocations: new Revocations(marks), faults };
}

// Tools differ in whether they print leading zeros.
const bare = (digits: string): string => digits.replaceAll(':', '').replace(/^0+(?=.)/, '');
