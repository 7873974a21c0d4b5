import { Aedes, type AedesOptions, type AedesPublishPacket, type Client } from 'aedes';

/** Bytes of uplinks on their way to subscribers; above it devices wait until slow subscribers have caught up or gone. */
const MAX_ONWARD_BYTES = 32 * 1024 * 1024;

/**
 * aedes, which does not carry every reading to subscribers that are not there: a device's `up` message goes to the
 * log, and onward only while somebody has subscribed to such topics. Whoever reads slowly does not hold devices up.
 */
export class UplinkBroker extends Aedes {
  /** Set once somebody subscribed to uplinks; a persistent session may come back, so it stays set. */
  uplinksAreHeard = false;
  #onward = 0;

  override publish(packet: AedesPublishPacket, client: unknown, done?: (error?: Error) => void): void {
    // aedes takes the client as a second argument, which its types leave out.
    const pass = (then: unknown): void => Reflect.apply(super.publish, this, [packet, client, then]);
    const isUplink = typeof client === 'object' && client !== null && isUplinkTopic(packet.topic);
    if (!isUplink || (this.uplinksAreHeard && this.#onward > MAX_ONWARD_BYTES)) {
      pass(done);
      return;
    }
    if (this.uplinksAreHeard) {
      const { length } = packet.payload;
      this.#onward += length;
      pass(() => {
        this.#onward -= length;
      });
    }
    done?.();
  }

  /** Publishes a message of our own: QoS 0 and, unless told otherwise, not kept, as Sparkplug wants its commands. */
  send(topic: string, payload: Buffer, retain = false): void {
    const packet = { cmd: 'publish', topic, payload, qos: 0, dup: false, retain };
    Reflect.apply(super.publish, this, [packet, null, () => {}]);
  }

  static async open(options: AedesOptions): Promise<UplinkBroker> {
    const broker = new UplinkBroker(options);
    await broker.listen();
    return broker;
  }
}

// Other dialects have topics that end so as well.
const isUplinkTopic = (topic: string): boolean => topic.endsWith('/up') && topic.startsWith('sk/v1/');

export type { Client };
