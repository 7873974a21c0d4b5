// Adds `cookies` to requests.
import type {} from '@fastify/cookie';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { after, hours, ROLES, type Role } from '../../core/index.js';
import type { Person } from '../state/people.js';
import type { ApiDeps } from './deps.js';
import { Problem } from './problem.js';

declare module 'fastify' {
  interface FastifyRequest {
    person?: Person;
  }
}

export const SESSION_COOKIE = 'streetkeep_session';
export const SESSION_FOR = hours(12);

/** What may be asked without an account: to log in, and whether we are alive. */
const OPEN = ['/api/v1/session', '/api/v1/about', '/health/', '/docs', '/openapi.json'];

const isOpen = (url: string): boolean =>
  !url.startsWith('/api/') ? url !== '/metrics' : OPEN.some((prefix) => url.startsWith(prefix));

function bearerOf(request: FastifyRequest): string | undefined {
  const header = request.headers.authorization;
  if (header?.startsWith('Bearer ') === true) return header.slice('Bearer '.length);
  return request.cookies[SESSION_COOKIE];
}

/** Knows who asks. Everything below `/api/` and `/metrics` needs an account unless it is listed as open. */
export function guard(app: FastifyInstance, { people, clock }: ApiDeps): void {
  app.addHook('onRequest', async (request) => {
    const token = bearerOf(request);
    const person = token === undefined ? undefined : await people.bearer(token, clock.now());
    if (person !== undefined) request.person = person;
    if (person === undefined && !isOpen(request.url)) {
      throw new Problem(401, 'Not logged in', 'log in, or send an API token as a bearer');
    }
  });
}

// Each role may do what those before it may.
const RANK: Readonly<Record<Role, number>> = Object.fromEntries(
  ROLES.map((role, rank) => [role, rank]),
) as Record<Role, number>;

/** The person who asks, when their role reaches `least`. */
export function require(request: FastifyRequest, least: Role): Person {
  const { person } = request;
  if (person === undefined) throw new Problem(401, 'Not logged in', 'log in first');
  if (RANK[person.role] < RANK[least]) {
    throw new Problem(403, 'Not allowed', `this needs the role ${least}; ${person.name} is ${person.role}`);
  }
  return person;
}

export const sessionEnd = (now: ReturnType<ApiDeps['clock']['now']>): ReturnType<typeof after> =>
  after(now, SESSION_FOR);
