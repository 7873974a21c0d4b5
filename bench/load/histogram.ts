const BUCKETS = 400;
/** Each bucket is 5 % wider than the one before, from 10 µs on: quantiles are right to 5 %. */
const GROWTH = Math.log(1.05);
const SMALLEST_MS = 0.01;

/** Counts latencies without keeping them. */
export class LatencyHistogram {
  readonly #counts = new Float64Array(BUCKETS);
  #total = 0;

  add(latencyMs: number): void {
    const bucket = Math.floor(Math.log(Math.max(latencyMs, SMALLEST_MS) / SMALLEST_MS) / GROWTH);
    const index = Math.min(bucket, BUCKETS - 1);
    this.#counts[index] = (this.#counts[index] ?? 0) + 1;
    this.#total += 1;
  }

  get count(): number {
    return this.#total;
  }

  /** Upper edge of the bucket that holds the quantile, milliseconds; 0 without data. */
  quantile(q: number): number {
    let seen = 0;
    for (const [bucket, count] of this.#counts.entries()) {
      seen += count;
      if (seen > 0 && seen >= q * this.#total) return SMALLEST_MS * Math.exp((bucket + 1) * GROWTH);
    }
    return 0;
  }
}
