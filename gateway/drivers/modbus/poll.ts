import type { PointName } from '../../../core/index.js';
import { type Decode, type Decoded, decoderOf } from './decode.js';
import { ModbusFault } from './fault.js';
import { type Block, planBlocks } from './plan.js';
import type { Register, RegisterMap } from './register-map.js';
import { type Slot, slotsOf } from './slots.js';

interface PlannedSlot {
  readonly slot: Slot;
  readonly decode: Decode;
}

/** The reads that one poll of a device makes, and what each of them holds. */
export type PollPlan = readonly { readonly block: Block; readonly slots: readonly PlannedSlot[] }[];

/** What one register said. */
export interface PolledValue {
  readonly asset: string;
  readonly point: PointName;
  readonly register: Register;
  readonly decoded: Decoded;
}

export interface PollResult {
  readonly values: readonly PolledValue[];
  /** Blocks the unit answered with an exception. */
  readonly refusals: readonly { readonly block: Block; readonly fault: ModbusFault }[];
  /** Why the unit was given up for this time; blocks after it were not asked for. */
  readonly lost?: ModbusFault;
}

/** Plans the reads for a device on `assetId`; registers of assets that nobody has are left out. */
export function planPoll(map: RegisterMap, assetId: string, isAsset: (asset: string) => boolean): PollPlan {
  const slots = slotsOf(map, assetId).filter(({ asset }) => isAsset(asset));
  const planned = slots.map((slot) => ({ slot, decode: decoderOf(slot.register) }));
  return planBlocks(
    slots.map(({ span }) => span),
    map.block,
  ).map((block) => ({ block, slots: planned.filter(({ slot }) => isWithin(slot.span, block)) }));
}

const isWithin = (span: Block, block: Block): boolean =>
  span.table === block.table &&
  span.start >= block.start &&
  span.start + span.length <= block.start + block.length;

/** Reads the blocks in turn. A unit that stays silent once is not asked again in the same poll. */
export async function poll(
  plan: PollPlan,
  read: (block: Block) => Promise<readonly number[]>,
): Promise<PollResult> {
  const values: PolledValue[] = [];
  const refusals: { block: Block; fault: ModbusFault }[] = [];
  for (const { block, slots } of plan) {
    try {
      const words = await read(block);
      for (const planned of slots) values.push(readSlot(planned, block, words));
    } catch (cause) {
      if (!(cause instanceof ModbusFault)) throw cause;
      if (!cause.isAnswer) return { values, refusals, lost: cause };
      refusals.push({ block, fault: cause });
    }
  }
  return { values, refusals };
}

function readSlot({ slot, decode }: PlannedSlot, block: Block, words: readonly number[]): PolledValue {
  return {
    asset: slot.asset,
    point: slot.register.point,
    register: slot.register,
    decoded: decode(words, slot.span.start - block.start),
  };
}
