import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import type { ApiDeps } from '../deps.js';
import type { LiveEvent, LiveTopic } from '../live-hub.js';

const TOPICS: readonly LiveTopic[] = ['readings', 'alerts'];
/** A screen that reads slower than this much behind is cut off; it reconnects and gets the newest state. */
const MOST_BUFFERED = 8 * 1024 * 1024;

const frame = ({ event, id, data }: LiveEvent): string =>
  `event: ${event}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`;

/** Server-sent events for live screens. `Last-Event-ID` brings the alerts that changed meanwhile. */
export const liveRoutes =
  ({ live, alerts }: ApiDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/live',
      {
        schema: {
          tags: ['live'],
          description: 'Frames: `readings` {items}, `alerts` {items}, `clock` {now}.',
          querystring: Type.Object({ topics: Type.Optional(Type.String({ default: 'readings,alerts' })) }),
        },
      },
      async (request, reply) => {
        const { topics = 'readings,alerts' } = request.query;
        const wanted = new Set(TOPICS.filter((topic) => topics.split(',').includes(topic)));
        const { raw } = reply;
        reply.hijack();
        raw.writeHead(200, {
          'content-type': 'text/event-stream; charset=utf-8',
          'cache-control': 'no-store',
          'x-accel-buffering': 'no',
          connection: 'keep-alive',
        });
        raw.write('retry: 1000\n\n');
        const missedFrom = Number(request.headers['last-event-id'] ?? Number.NaN);
        const unsubscribe = live.subscribe(wanted, (event) => {
          if (raw.writableLength > MOST_BUFFERED) raw.destroy();
          else raw.write(frame(event));
        });
        raw.on('close', unsubscribe);
        if (wanted.has('alerts') && Number.isFinite(missedFrom)) {
          const { position, items } = await alerts.changedSince(missedFrom);
          if (items.length > 0) raw.write(frame({ event: 'alerts', id: position, data: { items } }));
        }
      },
    );
  };
