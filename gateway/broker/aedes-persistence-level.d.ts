// The package ships no types; aedes itself takes any persistence.
declare module 'aedes-persistence-level' {
  import type { Client, PublishPacket, Subscription } from 'aedes';

  export interface BrokerPersistence {
    subscriptionsByTopic(topic: string): Promise<Subscription[]>;
    incomingGetPacket(client: Client, packet: PublishPacket): Promise<unknown>;
    incomingDelPacket(client: Client, packet: { messageId: number }): Promise<void>;
  }
  export default function persistence(level: object): BrokerPersistence;
}
