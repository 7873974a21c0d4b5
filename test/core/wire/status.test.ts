import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeStatus } from '../../../core/index.js';

test.each([
  { says: 'online', text: '{"online":true}', status: { online: true } },
  { says: 'offline, as a last will says it', text: '{"online":false}', status: { online: false } },
  { says: 'a firmware', text: '{"online":true,"fw":"1.4.2"}', status: { online: true, fw: '1.4.2' } },
  {
    says: 'a firmware that is no text is left out',
    text: '{"online":true,"fw":4}',
    status: { online: true },
  },
  { says: 'what is not known is left out', text: '{"online":true,"rssi":-80}', status: { online: true } },
  {
    says: 'a long firmware is cut',
    text: `{"online":true,"fw":"${'x'.repeat(99)}"}`,
    status: { online: true, fw: 'x'.repeat(64) },
  },
])('$says', ({ text, status }) => expect(decodeStatus(text)).toEqual(status));

test.each([
  '',
  'online',
  'null',
  'true',
  '[]',
  '{}',
  '{"online":1}',
  '{"online":"true"}',
  '{"__proto__":{"online":true}}',
])('%s is no status', (text) => expect(decodeStatus(text)).toBeUndefined());

test('no text whatever makes the decoder throw', () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void decodeStatus(text)));
});
