import { type Dial, dialTcp } from './connection.js';

export type ParsedUrl =
  | { readonly ok: true; readonly dial: Dial }
  | { readonly ok: false; readonly reason: string };

const MODBUS_PORT = 502;

/** How to reach the bus that a device's `modbus.url` names. */
export function parseBusUrl(text: string): ParsedUrl {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) return { ok: false, reason: `${text} is no URL` };
  if (url.protocol !== 'tcp:')
    return { ok: false, reason: `${url.protocol}// is not supported, only tcp://host:port` };
  if (url.hostname === '') return { ok: false, reason: `${text} names no host` };
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  return { ok: true, dial: dialTcp(host, url.port === '' ? MODBUS_PORT : Number(url.port)) };
}
