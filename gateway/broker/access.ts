import { type DeviceTopic, parseTopic, topicMatches } from '../../core/index.js';
import type { Identity } from './credentials.js';

/** The device topic that `identity` may publish to, or `undefined` when the topic is not its own. */
export function mayPublish(identity: Identity, topic: string): DeviceTopic | undefined {
  const target = parseTopic(topic);
  // Commands go the other way: only we publish them.
  if (target === undefined || target.leaf === 'cmd') return undefined;
  switch (identity.kind) {
    case 'device':
      return target.device === identity.device ? target : undefined;
    case 'integration': {
      const declared = identity.topics.some((filter) => topicMatches(filter, topic));
      return declared && target.device.startsWith(identity.idPrefix) ? target : undefined;
    }
    case 'anonymous':
      return target;
  }
}

/** A device may listen to its own topics, an integration within the filters it declared. */
export function maySubscribe(identity: Identity, filter: string): boolean {
  switch (identity.kind) {
    case 'device':
      return filter.startsWith(`sk/v1/${identity.device}/`);
    case 'integration':
      // A filter used as a topic: `sk/v1/+/up` lies within `sk/v1/#`, `#` lies only within `#`.
      return identity.topics.some((declared) => topicMatches(declared, filter));
    case 'anonymous':
      return filter.startsWith('sk/v1/');
  }
}

/** True when a subscription could receive what devices send up; most often nobody has one. */
export const listensToUplinks = (filter: string): boolean =>
  topicMatches(filter, 'sk/v1/any/up') ||
  (filter.startsWith('sk/v1/') && filter.endsWith('/up')) ||
  filter.endsWith('#');
