import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { deviceId, isId } from '../../../core/index.js';
import { require } from '../auth.js';
import type { ApiDeps } from '../deps.js';
import { Problem } from '../problem.js';

const Taken = Type.Object({ reports: Type.Integer({ description: 'On disk in the log' }) });

/** Readings pushed over HTTP by another platform: the answer comes after the same fsync as a PUBACK. */
export const readingRoutes =
  ({ door }: ApiDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post(
      '/readings',
      {
        bodyLimit: 512 * 1024,
        schema: {
          tags: ['readings'],
          description: 'One report or an array of up to 1,000, each as over MQTT and with its `device`.',
          body: Type.Unknown(),
          response: { 200: Taken },
        },
      },
      async (request) => {
        require(request, 'operator');
        const { body } = request;
        const items: readonly unknown[] = Array.isArray(body) ? body : [body];
        if (items.length === 0 || items.length > 1_000) {
          throw new Problem(400, 'Bad request', 'send one report or an array of up to 1,000');
        }
        const byDevice = groupByDevice(items);
        await Promise.all(
          [...byDevice].map(([device, some]) => door.accept(deviceId(device), JSON.stringify(some))),
        );
        return { reports: items.length };
      },
    );
  };

function groupByDevice(items: readonly unknown[]): Map<string, object[]> {
  const groups = new Map<string, object[]>();
  for (const [i, item] of items.entries()) {
    const device: unknown =
      typeof item === 'object' && item !== null ? Reflect.get(item, 'device') : undefined;
    if (typeof device !== 'string' || !isId(device)) {
      throw new Problem(400, 'Bad request', `report ${i}: device: the id of the device that reports`);
    }
    const { device: _, ...report } = item as { device: string };
    groups.set(device, [...(groups.get(device) ?? []), report]);
  }
  return groups;
}
