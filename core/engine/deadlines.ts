/** A binary heap of (key, row), smallest key first. Equal keys come out in no order that may be relied on. */
export class Deadlines {
  private readonly keys: number[] = [];
  private readonly rows: number[] = [];

  /** Smallest key, `undefined` when empty. */
  get first(): number | undefined {
    return this.keys[0];
  }

  push(key: number, row: number): void {
    let hole = this.keys.length;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      const parentKey = this.keys[parent] ?? 0;
      if (parentKey <= key) break;
      this.put(hole, parentKey, this.rows[parent] ?? 0);
      hole = parent;
    }
    this.put(hole, key, row);
  }

  /** Removes the smallest and returns its row. */
  pop(): number | undefined {
    const top = this.rows[0];
    const key = this.keys.pop();
    const row = this.rows.pop();
    if (key !== undefined && row !== undefined && this.keys.length > 0) this.sink(key, row);
    return top;
  }

  clear(): void {
    this.keys.length = 0;
    this.rows.length = 0;
  }

  private sink(key: number, row: number): void {
    const { keys } = this;
    let hole = 0;
    for (let child = 1; child < keys.length; child = 2 * hole + 1) {
      if ((keys[child + 1] ?? Number.POSITIVE_INFINITY) < (keys[child] ?? 0)) child++;
      const childKey = keys[child] ?? 0;
      if (childKey >= key) break;
      this.put(hole, childKey, this.rows[child] ?? 0);
      hole = child;
    }
    this.put(hole, key, row);
  }

  private put(slot: number, key: number, row: number): void {
    this.keys[slot] = key;
    this.rows[slot] = row;
  }
}
