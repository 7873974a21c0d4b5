import type { Alert } from '../model/alert.js';
import type { AlertId } from '../model/ids.js';

/** The alerts that are not over, by row and by id. Few, next to the rows. */
export class OpenAlerts {
  private readonly byRow = new Map<number, Alert>();
  private readonly rowOf = new Map<AlertId, number>();

  get(row: number): Alert | undefined {
    return this.byRow.get(row);
  }

  row(id: AlertId): number | undefined {
    return this.rowOf.get(id);
  }

  /** Remembers the alert as it now is; forgets it when it is resolved. */
  put(row: number, alert: Alert): void {
    if (alert.state === 'resolved') {
      this.byRow.delete(row);
      this.rowOf.delete(alert.id);
    } else {
      this.byRow.set(row, alert);
      this.rowOf.set(alert.id, row);
    }
  }

  /** Removes the row's alert and returns it. */
  take(row: number): Alert | undefined {
    const alert = this.byRow.get(row);
    if (alert === undefined) return undefined;
    this.byRow.delete(row);
    this.rowOf.delete(alert.id);
    return alert;
  }

  /** Rows with an open alert, ascending. */
  rows(): readonly number[] {
    return [...this.byRow.keys()].sort((a, b) => a - b);
  }

  /** Rows and their alerts, by ascending row. */
  entries(): readonly (readonly [row: number, alert: Alert])[] {
    return [...this.byRow].sort(([a], [b]) => a - b);
  }
}
