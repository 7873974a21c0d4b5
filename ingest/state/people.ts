import { createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { oneOf, ROLES, type Role, type UnixMs } from '../../core/index.js';
import type { StateDb } from './state.js';

export interface Person {
  readonly name: string;
  readonly role: Role;
}

const KEY_BYTES = 32;
const deriveKey = promisify<string, Buffer, number, Buffer>(scrypt);

async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await deriveKey(password, salt, KEY_BYTES);
  return `scrypt$${salt.toString('hex')}$${key.toString('hex')}`;
}

async function passwordFits(password: string, hash: string): Promise<boolean> {
  const [, salt = '', key = ''] = hash.split('$');
  const wanted = Buffer.from(key, 'hex');
  const given = await deriveKey(password, Buffer.from(salt, 'hex'), KEY_BYTES);
  return wanted.length === given.length && timingSafeEqual(wanted, given);
}

const digest = (token: string): string => createHash('sha256').update(token).digest('hex');
/** Compared with when the name is unknown, so that the answer takes as long as for a known one. */
const NOBODY = `scrypt$${'00'.repeat(16)}$${'00'.repeat(KEY_BYTES)}`;

/** Accounts, sessions and API tokens. */
export class PeopleRepo {
  readonly #db: StateDb;

  constructor(db: StateDb) {
    this.#db = db;
  }

  async add(name: string, role: Role, password: string): Promise<void> {
    const row = { name, role, password_hash: await hashPassword(password) };
    await this.#db.replaceInto('users').values(row).execute();
  }

  async setPassword(name: string, password: string): Promise<boolean> {
    const password_hash = await hashPassword(password);
    const result = await this.#db
      .updateTable('users')
      .set({ password_hash })
      .where('name', '=', name)
      .executeTakeFirst();
    return result.numUpdatedRows > 0n;
  }

  async isEmpty(): Promise<boolean> {
    return (await this.#db.selectFrom('users').select('name').limit(1).executeTakeFirst()) === undefined;
  }

  async get(name: string): Promise<Person | undefined> {
    const row = await this.#db.selectFrom('users').selectAll().where('name', '=', name).executeTakeFirst();
    return row === undefined ? undefined : { name: row.name, role: oneOf(ROLES, row.role) ?? 'viewer' };
  }

  /** The person, when the password is theirs. */
  async verify(name: string, password: string): Promise<Person | undefined> {
    const row = await this.#db.selectFrom('users').selectAll().where('name', '=', name).executeTakeFirst();
    const fits = await passwordFits(password, row?.password_hash ?? NOBODY);
    return row !== undefined && fits
      ? { name: row.name, role: oneOf(ROLES, row.role) ?? 'viewer' }
      : undefined;
  }

  /** Makes a token; it can't be read again. */
  async issue(name: string, now: UnixMs, expiresAt: UnixMs | undefined): Promise<string> {
    const token = randomBytes(32).toString('base64url');
    const row = { hash: digest(token), user_name: name, created_at: now, expires_at: expiresAt ?? null };
    await this.#db.insertInto('tokens').values(row).execute();
    return token;
  }

  async bearer(token: string, now: UnixMs): Promise<Person | undefined> {
    const row = await this.#db
      .selectFrom('tokens')
      .selectAll()
      .where('hash', '=', digest(token))
      .executeTakeFirst();
    if (row === undefined || (row.expires_at !== null && row.expires_at < now)) return undefined;
    return this.get(row.user_name);
  }

  async revoke(token: string): Promise<void> {
    await this.#db.deleteFrom('tokens').where('hash', '=', digest(token)).execute();
  }
}
