import type { Device } from '../../core/index.js';
import { type Platform, platformsOf } from '../../firmware-sim/index.js';
import type { Intake, Translator } from '../../gateway/index.js';
import type { Ground } from '../foundation.js';
import { openCodecs, openTranslator } from '../translation.js';

/** Where a platform's messages go when there is no broker. */
export interface ForeignDoor {
  take(platform: Platform, topic: string, payload: string): void;
  /** Messages that a codec has not read yet. */
  readonly open: number;
  close(): Promise<void>;
}

/** Reads what platforms publish as the broker's own door does; none when no device needs it. */
export async function openForeignDoor(
  base: Ground,
  intake: Intake,
  devices: readonly Device[],
): Promise<ForeignDoor | undefined> {
  if (platformsOf(devices).length === 0) return undefined;
  const codecs = await openCodecs(base);
  const translator: Translator = await openTranslator(base, codecs);
  let open = 0;
  return {
    take: (platform, topic, payload) => {
      const found = translator.find(topic);
      if (found === undefined) throw new Error(`no dialect has the topic ${topic}`);
      const bearer = {
        name: platform.name,
        maySpeakFor: (device: string) => device.startsWith(platform.idPrefix),
        send: () => {},
      };
      const heard = translator.read(found, Buffer.from(payload), bearer);
      if (!(heard instanceof Promise)) {
        intake.heard(heard, { topic, payload }, () => {});
        return;
      }
      open += 1;
      void heard.then((known) => {
        intake.heard(known, { topic, payload }, () => {});
        open -= 1;
      });
    },
    get open() {
      return open;
    },
    close: () => codecs.close(),
  };
}
