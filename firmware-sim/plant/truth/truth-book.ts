import { type AlertKind, type AssetId, type UnixMs, unixMs } from '../../../core/index.js';
import type { TruthRow } from '../delivery.js';

/** Collects truth rows that overlap a range; rows keep their full length. */
export class TruthBook {
  readonly rows: TruthRow[] = [];

  constructor(
    readonly from: UnixMs,
    readonly to: UnixMs,
  ) {}

  add(
    kind: AlertKind,
    asset: AssetId,
    { from, to, cause }: { from: number; to: number; cause: string },
  ): void {
    if (to <= this.from || from >= this.to || to <= from) return;
    this.rows.push({
      kind,
      assetId: asset,
      from: unixMs(Math.round(from)),
      to: unixMs(Math.round(to)),
      cause,
    });
  }
}
