import { HttpError, InfluxDB, setLogger, type Transport } from '@influxdata/influxdb-client';
import { type QueryResult, readResults } from './results.js';

export interface ServerSettings {
  /** `http://host:port`, with a path if a proxy wants one. */
  readonly url: string;
  /** Empty when the server asks for none; `user:password` for a 1.x server. */
  readonly token: string;
  readonly org: string;
  readonly bucket: string;
  /** How long a request may take before it counts as failed. */
  readonly timeoutMs: number;
}

/** What the server said to a batch of lines. `refused`: at least one of them can't be stored, now or later. */
export type WriteAnswer = { readonly kind: 'stored' } | { readonly kind: 'refused'; readonly reason: string };

/** The lines, not the server, are at fault; 201 is how some 3.x servers say that they stored a part. */
const REFUSALS: ReadonlySet<number> = new Set([201, 400, 413, 422]);
const TEXT = { 'content-type': 'text/plain; charset=utf-8' };
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

/**
 * One InfluxDB of any generation: writes by the v2 path where there is one, else by the v1 path; reads in InfluxQL.
 * Uses the client's transport rather than its WriteApi, which loses the error of a batch that filled up, takes a 201
 * for success, leaves timed-out requests open and retries by itself.
 */
export class InfluxServer {
  readonly #settings: ServerSettings;
  readonly #transport: Transport;
  readonly #authorization: Record<string, string>;
  #writePath: string | undefined;

  constructor(settings: ServerSettings) {
    this.#settings = settings;
    // The client would print to the console what we report to our caller.
    setLogger({ warn: () => {}, error: () => {} });
    this.#transport = new InfluxDB({ url: settings.url, timeout: settings.timeoutMs }).transport;
    this.#authorization = authorize(settings.token);
  }

  /** Sends the lines once. Rejects when the server did not say whether it has them: the same lines must come again. */
  async write(lines: readonly string[]): Promise<WriteAnswer> {
    this.#writePath ??= await this.#findWritePath();
    const answer = await this.#post(this.#writePath, lines.join('\n'), TEXT);
    if (answer.status === 204) return { kind: 'stored' };
    if (REFUSALS.has(answer.status)) return { kind: 'refused', reason: answer.text };
    // Whatever it is, after it we may meet another server: a new version, or one without our database.
    this.#writePath = undefined;
    throw new Error(`InfluxDB answered ${answer.status} to a write: ${answer.text}`);
  }

  /** Runs InfluxQL statements, joined by `;`. Times in the answer are in `epoch`. Rejects when any of them fails. */
  async query(statements: string, epoch: 'ms' | 'u' = 'ms'): Promise<readonly QueryResult[]> {
    const path = `/query?db=${encodeURIComponent(this.#settings.bucket)}&epoch=${epoch}`;
    const response = await fetch(new URL(this.#settings.url.replace(/\/$/, '') + path), {
      method: 'POST',
      headers: { ...FORM, ...this.#authorization },
      body: new URLSearchParams({ q: statements }).toString(),
      signal: AbortSignal.timeout(this.#settings.timeoutMs),
    }).catch((cause: unknown) => {
      throw new Error(`InfluxDB at ${this.#settings.url} does not answer`, { cause });
    });
    if (!response.ok) {
      throw new Error(
        `InfluxDB answered ${response.status} to a query: ${(await response.text()).slice(0, 300)}`,
      );
    }
    return readResults(await response.json());
  }

  /** Finds out how to write, as far as that can be known now. */
  async prepare(): Promise<void> {
    this.#writePath = await this.#findWritePath();
  }

  async #findWritePath(): Promise<string> {
    const { org, bucket } = this.#settings;
    const v2 = `/api/v2/write?org=${encodeURIComponent(org)}&bucket=${encodeURIComponent(bucket)}&precision=ns`;
    const { status, isJson } = await this.#post(v2, '', TEXT);
    // A v2 server that misses the bucket answers 404 too, but in JSON.
    if (status !== 404 || isJson) return v2;
    // Who may not create databases is told by the first write whether it is there.
    await this.query(`CREATE DATABASE ${quoteName(bucket)}`).catch(() => {});
    return `/write?db=${encodeURIComponent(bucket)}&precision=ns`;
  }

  async #post(path: string, body: string, headers: Record<string, string>): Promise<Answer> {
    let status = 0;
    const options = {
      method: 'POST',
      headers: { ...headers, ...this.#authorization },
      signal: AbortSignal.timeout(this.#settings.timeoutMs),
    };
    try {
      await this.#transport.request(path, body, options, (_, code) => {
        status = code ?? 0;
      });
      return { status, text: '', isJson: false };
    } catch (error) {
      if (!(error instanceof HttpError)) {
        this.#writePath = undefined;
        throw error;
      }
      return { status: error.statusCode, text: reasonOf(error), isJson: error.json !== undefined };
    }
  }
}

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly isJson: boolean;
}

/** A name in InfluxQL. */
export const quoteName = (name: string): string =>
  `"${name.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
/** A text in InfluxQL. */
export const quoteText = (text: string): string =>
  `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

function authorize(token: string): Record<string, string> {
  if (token === '') return {};
  // Servers before 1.8 know no `Token`, but all of 1.x take a name and a password.
  if (token.includes(':')) return { authorization: `Basic ${Buffer.from(token).toString('base64')}` };
  return { authorization: `Token ${token}` };
}

function reasonOf(error: HttpError): string {
  const said: unknown = error.json?.error ?? error.json?.message;
  return (typeof said === 'string' ? said : (error.body ?? error.message)).slice(0, 300);
}
