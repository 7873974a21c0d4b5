import { existsSync } from 'node:fs';
import cookie from '@fastify/cookie';
import staticFiles from '@fastify/static';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import { LogError } from '../../runtime/index.js';
import { guard } from './auth.js';
import type { ApiDeps } from './deps.js';
import { Problem, problemBody } from './problem.js';
import { alertRoutes } from './routes/alerts.js';
import { assetRoutes } from './routes/assets.js';
import { lineRoutes } from './routes/lines.js';
import { liveRoutes } from './routes/live.js';
import { readingRoutes } from './routes/readings.js';
import { sessionRoutes } from './routes/session.js';
import { systemRoutes } from './routes/system.js';
import { WebSocketRequest } from './web-socket-request.js';

// The console is served by us alone: nothing it shows comes from elsewhere.
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "img-src 'self' data: blob:",
  "style-src 'self' 'unsafe-inline'",
  "worker-src 'self' blob:",
  "frame-ancestors 'none'",
].join('; ');

/** The HTTP face: OpenAPI 3.1, problem details, the live stream and the console. Not yet listening. */
export async function createApi(deps: ApiDeps): Promise<FastifyInstance> {
  const app = fastify({
    // What a client sends is refused or taken as it is, never bent into shape.
    ajv: { customOptions: { removeAdditional: false, coerceTypes: 'array' } },
    forceCloseConnections: true,
    http: { IncomingMessage: WebSocketRequest },
    trustProxy: false,
  }).withTypeProvider<TypeBoxTypeProvider>();
  answerFaults(app, deps);
  await app.register(cookie);
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Streetkeep', version: deps.version },
      components: {
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: 'streetkeep_session' },
          token: { type: 'http', scheme: 'bearer' },
        },
      },
      security: [{ session: [] }, { token: [] }],
    },
  });
  await app.register(swaggerUi, { routePrefix: '/docs' });
  guard(app, deps);
  app.addHook('onSend', async (_request, reply) => {
    reply.header('content-security-policy', CONTENT_SECURITY_POLICY);
    reply.header('x-content-type-options', 'nosniff');
    reply.header('referrer-policy', 'no-referrer');
  });
  const resources = [
    sessionRoutes,
    assetRoutes,
    alertRoutes,
    readingRoutes,
    lineRoutes,
    systemRoutes,
    liveRoutes,
  ];
  for (const routes of resources) await app.register(routes(deps), { prefix: '/api/v1' });
  addHealth(app, deps);
  await addConsole(app, deps.consoleDir);
  return app;
}

function answerFaults(app: FastifyInstance, { logger }: ApiDeps): void {
  app.setErrorHandler((error: FastifyError | Problem | LogError, request, reply) => {
    const problem = error instanceof LogError ? new Problem(503, 'Not taken', error.message) : error;
    const status = problem instanceof Problem ? problem.status : (problem.statusCode ?? 500);
    const title =
      problem instanceof Problem ? problem.title : status < 500 ? 'Bad request' : 'Internal error';
    if (status >= 500) logger.error('api.failed', { url: request.url, reason: error.stack });
    const detail = status >= 500 && !(problem instanceof Problem) ? 'see the server log' : error.message;
    return reply
      .code(status)
      .type('application/problem+json')
      .send(problemBody(status, title, detail));
  });
}

function addHealth(app: FastifyInstance, { troubles, metrics }: ApiDeps): void {
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
  app.get('/health/live', { schema: { hide: true } }, async () => ({ status: 'live' }));
  app.get('/health/ready', { schema: { hide: true } }, async (_request, reply) => {
    const found = troubles();
    return reply
      .code(found.length === 0 ? 200 : 503)
      .send({ status: found.length === 0 ? 'ready' : 'not ready', troubles: found });
  });
  app.get('/metrics', { schema: { hide: true } }, async (_request, reply) =>
    reply.type('text/plain; version=0.0.4').send(await metrics()),
  );
}

async function addConsole(app: FastifyInstance, dir: string | undefined): Promise<void> {
  const built = dir !== undefined && existsSync(dir);
  if (built) await app.register(staticFiles, { root: dir, wildcard: false, index: ['index.html'] });
  app.setNotFoundHandler((request, reply) => {
    const isPage =
      request.method === 'GET' && !request.url.startsWith('/api/') && !/\.\w+$/.test(request.url);
    if (built && isPage) return reply.sendFile('index.html');
    return reply
      .code(404)
      .type('application/problem+json')
      .send(problemBody(404, 'Not found', request.url));
  });
}
