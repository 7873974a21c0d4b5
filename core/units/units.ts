declare const unit: unique symbol;
type Quantity<U extends string> = number & { readonly [unit]: U };

/** An instant: UTC epoch milliseconds. */
export type UnixMs = Quantity<'unix-ms'>;
/** A duration in milliseconds; never negative. */
export type Ms = Quantity<'ms'>;

export const unixMs = (value: number): UnixMs => value as UnixMs;
export const ms = (value: number): Ms => value as Ms;
export const seconds = (value: number): Ms => ms(value * 1_000);
export const minutes = (value: number): Ms => ms(value * 60_000);
export const hours = (value: number): Ms => ms(value * 3_600_000);

/** The instant `duration` after `at`. */
export const after = (at: UnixMs, duration: number): UnixMs => unixMs(at + duration);
