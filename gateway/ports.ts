import type { DeviceId, Report } from '../core/index.js';

/** Where drivers deliver. */
export interface ReportSink {
  /** Resolves when every report is on disk in the log. */
  report(reports: readonly Report[]): Promise<void>;
  /** A device was reached, or can't be reached any more; call it on change only. */
  status(device: DeviceId, online: boolean): Promise<void>;
  /** Something of this device could not become a reading: counted and kept. `detail` is what was seen, as text. */
  quarantine(device: DeviceId, topic: string, reason: string, detail: string): Promise<void>;
}
