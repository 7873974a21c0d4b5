import type { DeviceId } from '../core/index.js';

/** Where readings that come over HTTP enter: the same door as those over MQTT. */
export interface ReadingDoor {
  /** Takes one report or an array of them, as JSON text; resolves when it is on disk in the log. */
  accept(device: DeviceId, text: string): Promise<void>;
}
