import type { Entry } from '../model/entry.js';

/**
 * Entries as they stand in the log: a JSON array per group commit. JSON keeps every double exactly, can be read with
 * any tool, and grows new keys without a migration; its cost was measured (docs/adr/0003).
 */
export const entryCodec = {
  encode: (entries: readonly Entry[]): string => JSON.stringify(entries),
  // The frame around it carries a checksum, so what is parsed here is what `encode` wrote.
  decode: (text: string): readonly Entry[] => JSON.parse(text) as readonly Entry[],
};
