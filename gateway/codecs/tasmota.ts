import { type Dialect, type Parcel, parseJson, type Words } from './dialect.js';
import { topicPattern } from './topic-pattern.js';

const isObject = (value: unknown): value is Words =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What of it is a state or a measurement; all else is about the device itself. */
const SPEAKING = ['STATE', 'SENSOR', 'RESULT'];

/** Tasmota with its default full topic. Its `Time` is local and names no zone, so the arrival counts. */
export const tasmota: Dialect = {
  name: 'tasmota',
  topics: ['tele/{device}/{what}', 'stat/{device}/{what}'].map(topicPattern),
  idle: ['tasmota/discovery/{rest...}'].map(topicPattern),
  down: (device) => [`cmnd/${device}/#`, 'cmnd/tasmotas/#'],
  speaker: ({ device }) => device,
  open:
    () =>
    ({ topic: { device = '', what = '' }, payload }): readonly Parcel[] => {
      if (what === 'LWT') return statusOf(device, payload.toString());
      if (!SPEAKING.includes(what)) return [];
      const words = parseJson(payload);
      if (!isObject(words)) return [{ kind: 'fault', device, reason: 'not a JSON object', readings: 1 }];
      return [{ kind: 'words', device, head: {}, words, profile: 'tasmota-light' }];
    },
};

const statusOf = (device: string, text: string): readonly Parcel[] =>
  text === 'Online' || text === 'Offline'
    ? [{ kind: 'status', device, online: text === 'Online' }]
    : [{ kind: 'fault', device, reason: 'neither Online nor Offline', readings: 1 }];
