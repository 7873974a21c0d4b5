import type { Entry } from '../model/entry.js';
import type { ByteSink, ByteSource } from './bytes.js';
import { fitsForm, readReport, writeReport } from './report-codec.js';
import { WordReader, WordWriter } from './words.js';

const AS_JSON = 0;
const AS_REPORT = 1;

/**
 * Entries as they stand in the log (docs/adr/0013): reports, of which there are millions, in a form of their own;
 * everything else, which is rare and changes with each version, as JSON.
 */
export const entryCodec = {
  encode: (entries: readonly Entry[], to: ByteSink): void => {
    const words = new WordWriter(to);
    for (const entry of entries) {
      if (entry.kind === 'report' && fitsForm(entry)) {
        to.u8(AS_REPORT);
        writeReport(entry, to, words);
      } else {
        to.u8(AS_JSON);
        to.text(JSON.stringify(entry));
      }
    }
  },

  /** Throws on what `encode` can't have written. */
  decode: (from: ByteSource, count: number): readonly Entry[] => {
    const words = new WordReader(from);
    const entries: Entry[] = [];
    for (let i = 0; i < count; i++) {
      const form = from.u8();
      if (form === AS_REPORT) entries.push(readReport(from, words));
      // The frame around it carries a checksum, so what is parsed here is what `encode` wrote.
      else if (form === AS_JSON) entries.push(JSON.parse(from.text()) as Entry);
      else throw new RangeError(`form ${form} of an entry is not known to this version`);
    }
    return entries;
  },
};
