import { Aedes, type AedesOptions, type AedesPublishPacket, type Client } from 'aedes';

/**
 * aedes, which does not carry every reading to subscribers that are not there: a device's `up` message goes to the
 * log, and onward only while somebody has subscribed to such topics.
 */
export class UplinkBroker extends Aedes {
  /** Set once somebody subscribed to uplinks; a persistent session may come back, so it stays set. */
  uplinksAreHeard = false;

  override publish(packet: AedesPublishPacket, client: unknown, done?: (error?: Error) => void): void {
    if (!this.uplinksAreHeard && typeof client === 'object' && packet.topic.endsWith('/up')) {
      done?.();
      return;
    }
    // aedes takes the client as a second argument, which its types leave out.
    Reflect.apply(super.publish, this, [packet, client, done]);
  }

  static async open(options: AedesOptions): Promise<UplinkBroker> {
    const broker = new UplinkBroker(options);
    await broker.listen();
    return broker;
  }
}

export type { Client };
