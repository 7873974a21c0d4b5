import { describe, expect, test } from 'vitest';
import { parseRevocations } from '../../../runtime/tls/revocations.js';

const SERIAL = '0A3F2E14C2B8279499427DC451C6A971714716CB';
const FINGERPRINT = `F9:80:${Array.from({ length: 30 }, () => 'AB').join(':')}`;
const mark = { serial: SERIAL, fingerprint: FINGERPRINT };

describe('a list of revoked certificates', () => {
  test.each([
    { says: 'the serial number', line: SERIAL },
    { says: 'the serial number in small letters', line: SERIAL.toLowerCase() },
    { says: 'the serial number without its leading zero', line: SERIAL.slice(1) },
    { says: 'the serial number with colons', line: SERIAL.replaceAll(/(..)(?=.)/g, '$1:') },
    { says: 'the serial number as openssl x509 prints it', line: `serial=${SERIAL}` },
    { says: 'the serial number as openssl crl prints it', line: `    Serial Number: ${SERIAL}` },
    { says: 'the fingerprint', line: FINGERPRINT },
    { says: 'the fingerprint as openssl prints it', line: `sha256 Fingerprint=${FINGERPRINT}` },
    { says: 'a comment behind it', line: `${SERIAL} # stolen on 12 March` },
  ])('knows it by $says', ({ line }) => {
    const { revocations, faults } = parseRevocations(`# heading\n\n${line}\r\n`);
    expect(faults).toEqual([]);
    expect(revocations.has(mark)).toBe(true);
    expect(revocations.has({ serial: '01', fingerprint: '02' })).toBe(false);
  });

  test('names each line that it can not read, and goes by the others', () => {
    const { revocations, faults } = parseRevocations(`nb-4711\n${SERIAL}\nXYZ`);
    expect(faults).toEqual([
      'line 1: neither a serial number nor a SHA-256 fingerprint: nb-4711',
      'line 3: neither a serial number nor a SHA-256 fingerprint: XYZ',
    ]);
    expect(revocations.has(mark)).toBe(true);
  });
});
