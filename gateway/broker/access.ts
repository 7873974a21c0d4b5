import { type DeviceTopic, parseTopic, topicMatches } from '../../core/index.js';
import type { Identity } from '../../runtime/index.js';
import type { DialectTopic } from '../codecs/translator.js';

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

/** True when `identity` may publish to a topic of another dialect. */
export function mayBring(identity: Identity, topic: string, { speaker, isIdle }: DialectTopic): boolean {
  switch (identity.kind) {
    case 'device':
      return speaker === identity.device || (isIdle && speaker === undefined);
    case 'integration': {
      const declared = identity.topics.some((filter) => topicMatches(filter, topic));
      return declared && (speaker === undefined || speaker.startsWith(identity.idPrefix));
    }
    case 'anonymous':
      return true;
  }
}

/** True when what `identity` brings may be about `device`; a Sparkplug node (`g:n`) brings its devices (`g:n:d`). */
export function maySpeakFor(identity: Identity, device: string): boolean {
  switch (identity.kind) {
    case 'device':
      return device === identity.device || device.startsWith(`${identity.device}:`);
    case 'integration':
      return device.startsWith(identity.idPrefix);
    case 'anonymous':
      return true;
  }
}

/** A device may listen to its own topics, also to those by which other dialects command it (`down`), an integration within the filters it declared. */
export function maySubscribe(identity: Identity, filter: string, down: readonly string[] = []): boolean {
  switch (identity.kind) {
    case 'device':
      return filter.startsWith(`sk/v1/${identity.device}/`) || down.some((one) => covers(one, filter));
    case 'integration':
      return identity.topics.some((declared) => covers(declared, filter));
    case 'anonymous':
      return filter.startsWith('sk/v1/');
  }
}

/** True when every topic that `filter` matches is matched by `declared` as well. */
export function covers(declared: string, filter: string): boolean {
  const [outer, inner] = [declared.split('/'), filter.split('/')];
  // `sk/v1/+` is one level and lets nobody in below it, though as a mere word it would match `#`.
  const endless = inner.indexOf('#');
  if (endless >= 0 && outer[endless] !== '#' && !outer.slice(0, endless).includes('#')) return false;
  return topicMatches(declared, filter);
}

/** True when a subscription could receive what some device sends up; most often nobody has one. */
export function listensToUplinks(filter: string): boolean {
  const levels = filter.split('/');
  // Whichever device it names.
  if (levels.length > 3) levels[2] = '+';
  return topicMatches(levels.join('/'), 'sk/v1/any/up');
}
