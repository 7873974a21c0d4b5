import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { SESSION_COOKIE, SESSION_FOR, sessionEnd } from '../auth.js';
import type { ApiDeps } from '../deps.js';
import { LoginLimit } from '../login-limit.js';
import { Problem } from '../problem.js';
import { PersonBody } from '../schemas.js';

const Credentials = Type.Object({
  username: Type.String({ minLength: 1, maxLength: 64 }),
  password: Type.String({ minLength: 1, maxLength: 200 }),
});

export const sessionRoutes =
  ({ people, clock }: ApiDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    const limit = new LoginLimit();

    app.post(
      '/session',
      { schema: { tags: ['session'], body: Credentials, response: { 200: PersonBody } } },
      async (request, reply) => {
        const { username, password } = request.body;
        const key = `${request.ip} ${username}`;
        if (limit.isReached(key, clock.now())) {
          throw new Problem(429, 'Too many attempts', 'wait a minute, then try again');
        }
        const person = await people.verify(username, password);
        if (person === undefined) {
          limit.noteFailure(key, clock.now());
          throw new Problem(401, 'Not logged in', 'the user name or the password is wrong');
        }
        const token = await people.issue(person.name, clock.now(), sessionEnd(clock.now()));
        reply.setCookie(SESSION_COOKIE, token, {
          httpOnly: true,
          sameSite: 'strict',
          path: '/',
          maxAge: SESSION_FOR / 1_000,
          secure: request.protocol === 'https',
        });
        return { username: person.name, role: person.role };
      },
    );

    app.get('/session', { schema: { tags: ['session'], response: { 200: PersonBody } } }, async (request) => {
      const { person } = request;
      if (person === undefined) throw new Problem(401, 'Not logged in', 'there is no session');
      return { username: person.name, role: person.role };
    });

    app.delete('/session', { schema: { tags: ['session'] } }, async (request, reply) => {
      const token = request.cookies[SESSION_COOKIE];
      if (token !== undefined) await people.revoke(token);
      reply.clearCookie(SESSION_COOKIE, { path: '/' });
      return reply.code(204).send();
    });
  };
