import { type Dialect, type Parcel, parseJson } from './dialect.js';
import { type Captures, topicPattern } from './topic-pattern.js';

/** Channels of a lamp: `light:0`, `switch:0` (second generation), `light/0/status`, `relay/0` (first generation). */
const CHANNEL = /^(light|switch|white|relay)[:/](\d)(?:\/(status|power))?$/;

/**
 * Shelly lights and switches of both generations. Each message tells one thing of one channel; the profile finds it as
 * `light.0.output`, `relay.0.state`, `relay.0.power`.
 */
export const shelly: Dialect = {
  name: 'shelly',
  topics: [
    'shellies/{device}/{rest...}',
    '{device}/status/{rest...}',
    '{device}/online',
    '{device}/events/rpc',
  ].map(topicPattern),
  idle: ['shellies/announce', '{device}/debug/log'].map(topicPattern),
  down: (device) => [`shellies/${device}/#`, 'shellies/command', `${device}/command/#`, `${device}/rpc`],
  speaker: ({ device }) => device,
  open:
    () =>
    ({ topic, payload }): readonly Parcel[] => {
      const { device = '', rest } = topic;
      const text = payload.toString();
      if (rest === undefined || rest === 'online') return statusOf(topic, device, text);
      const channel = CHANNEL.exec(rest);
      if (channel === null) return [];
      const [, kind = '', number = '', what = 'state'] = channel;
      // `on` and `off` are no JSON.
      const value = parseJson(payload) ?? text;
      const state = typeof value === 'object' ? value : { [what]: value };
      return [
        { kind: 'words', device, head: {}, words: { [kind]: { [number]: state } }, profile: 'shelly-light' },
      ];
    },
};

function statusOf(topic: Captures, device: string, text: string): readonly Parcel[] {
  if (text === 'true' || text === 'false') return [{ kind: 'status', device, online: text === 'true' }];
  // Notifications repeat what `status` says.
  if (topic.rest === undefined && text.startsWith('{')) return [];
  return [{ kind: 'fault', device, reason: 'neither true nor false', readings: 1 }];
}
