declare const id: unique symbol;
type Id<K extends string> = string & { readonly [id]: K };

/** Electronics with an identity on a network. */
export type DeviceId = Id<'device'>;
/** A municipal thing that is watched. */
export type AssetId = Id<'asset'>;
export type RuleId = Id<'rule'>;
export type AlertId = Id<'alert'>;

const ID = /^[A-Za-z0-9._:-]{1,64}$/;

/** True for what may name a device, an asset or a rule: 1-64 of letters, digits, `.`, `_`, `:`, `-`. */
export const isId = (text: string): boolean => ID.test(text);

// The brand constructors trust their caller: decoders check `isId` first.
export const deviceId = (text: string): DeviceId => text as DeviceId;
export const assetId = (text: string): AssetId => text as AssetId;
export const ruleId = (text: string): RuleId => text as RuleId;
export const alertId = (text: string): AlertId => text as AlertId;
