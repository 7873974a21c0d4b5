import sparkplug from 'sparkplug-payload';

const library = sparkplug.get('spBv1.0');
if (library === null || library === undefined) throw new Error('the Sparkplug library has no spBv1.0');

export type PeerPayload = Parameters<typeof library.encodePayload>[0];
export type PeerMetric = NonNullable<PeerPayload['metrics']>[number];

/** Payloads made by a library that nobody here wrote. */
export const peerEncode = (payload: PeerPayload): Buffer => Buffer.from(library.encodePayload(payload));
export const peerDecode = (bytes: Buffer): PeerPayload => library.decodePayload(bytes);
