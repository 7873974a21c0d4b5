import { chirpstack } from './chirpstack.js';
import type { Dialect } from './dialect.js';
import { shelly } from './shelly.js';
import { sparkplug } from './sparkplug/sparkplug.js';
import { tasmota } from './tasmota.js';
import { TRACCAR_TOPIC, traccarOn } from './traccar.js';
import { tts } from './tts.js';

/** The topics that a city may have chosen otherwise. */
export interface DialectTopics {
  readonly traccar?: string | undefined;
}

/**
 * Every dialect beside the native `sk/v1/…`, in the order in which a topic is tried; the last one's topics begin with
 * the device's own name. Adding one is a file and a line here.
 */
export const dialectsOf = (topics: DialectTopics = {}): readonly Dialect[] => [
  chirpstack,
  tts,
  sparkplug,
  traccarOn(topics.traccar ?? TRACCAR_TOPIC),
  tasmota,
  shelly,
];
