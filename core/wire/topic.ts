import { type DeviceId, deviceId, isId } from '../model/ids.js';

export const TOPIC_LEAVES = ['up', 'status', 'cmd', 'ack'] as const;
export type TopicLeaf = (typeof TOPIC_LEAVES)[number];

export interface DeviceTopic {
  readonly device: DeviceId;
  readonly leaf: TopicLeaf;
}

const PREFIX = 'sk/v1/';

export const formatTopic = (device: DeviceId, leaf: TopicLeaf): string => `${PREFIX}${device}/${leaf}`;

/** Reads `sk/v1/{deviceId}/{up|status|cmd|ack}`; anything else is `undefined`. */
export function parseTopic(topic: string): DeviceTopic | undefined {
  if (!topic.startsWith(PREFIX)) return undefined;
  const slash = topic.indexOf('/', PREFIX.length);
  const name = topic.slice(PREFIX.length, slash);
  const leaf = TOPIC_LEAVES.find((one) => topic.length === slash + 1 + one.length && topic.endsWith(one));
  return slash > 0 && leaf !== undefined && isId(name) ? { device: deviceId(name), leaf } : undefined;
}

/** MQTT's own matching: `+` stands for one level, `#` for this level and all below it. */
export function topicMatches(filter: string, topic: string): boolean {
  const wanted = filter.split('/');
  const given = topic.split('/');
  // [MQTT-4.7.2-1] a wildcard does not reach topics that begin with `$`.
  if (topic.startsWith('$') && (filter.startsWith('+') || filter.startsWith('#'))) return false;
  for (const [level, word] of wanted.entries()) {
    if (word === '#') return true;
    if (level >= given.length || (word !== '+' && word !== given[level])) return false;
  }
  return wanted.length === given.length;
}
