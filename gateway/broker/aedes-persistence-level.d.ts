// The package ships no types; aedes itself takes any persistence. These are the methods that are called or replaced here.
declare module 'aedes-persistence-level' {
  import type { Readable } from 'node:stream';
  import type { Client, PublishPacket } from 'aedes';

  export interface BrokerPersistence {
    /** Rejects when it holds no such packet. */
    incomingGetPacket(client: Client, packet: { messageId?: number }): Promise<unknown>;
    incomingStorePacket(client: Client, packet: PublishPacket & { messageId: number }): Promise<void>;
    incomingDelPacket(client: Client, packet: { messageId: number }): Promise<void>;
    storeRetained(packet: PublishPacket): Promise<void>;
    createRetainedStreamCombi(filters: readonly string[]): Readable;
  }
  // biome-ignore lint/style/noDefaultExport: it is what the package exports
  export default function persistence(level: object): BrokerPersistence;
}
