import {
  type AssetId,
  type DeviceId,
  assetId as idOfAsset,
  type ModbusSettings,
  ms,
  seconds,
} from '../../../core/index.js';
import type { Clock, Logger } from '../../../runtime/index.js';
import type { ReportSink } from '../../ports.js';
import { phaseOf, untilNextBeat } from './beat.js';
import type { Bus } from './bus.js';
import { type PollPlan, type PollResult, planPoll, poll } from './poll.js';
import type { RegisterMap } from './register-map.js';
import { createReportGate, type ReportGate } from './report-gate.js';

export interface DevicePollerDeps {
  readonly deviceId: DeviceId;
  readonly assetId: AssetId;
  readonly modbus: ModbusSettings;
  readonly map: RegisterMap;
  readonly bus: Bus;
  readonly isAsset: (asset: AssetId) => boolean;
  readonly sink: ReportSink;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Polls in a row that must fail before a device counts as unreachable: one lost frame is no outage. */
const OFFLINE_AFTER = 2;
/** A device that stays silent is asked at least this often. */
const LONGEST_BACKOFF_S = 60;

/** Polls one device for as long as it runs; polls never overlap. */
export class DevicePoller {
  private readonly stopping = new AbortController();
  private readonly plan: PollPlan;
  private readonly gate: ReportGate;
  /** What could not be read last time, so that a lasting fault is told once. */
  private troubles: ReadonlySet<string> = new Set();
  private failures = 0;
  private isOnline: boolean | undefined;
  private loop: Promise<void> = Promise.resolve();

  constructor(private readonly deps: DevicePollerDeps) {
    this.plan = planPoll(deps.map, deps.assetId, (asset) => deps.isAsset(idOfAsset(asset)));
    this.gate = createReportGate(deps.deviceId);
  }

  start(): void {
    this.loop = this.run(this.stopping.signal);
  }

  async close(): Promise<void> {
    this.stopping.abort();
    await this.loop;
  }

  private async run(signal: AbortSignal): Promise<void> {
    const { clock, log, deviceId, modbus } = this.deps;
    const period = seconds(modbus.pollS);
    const phase = phaseOf(deviceId, period);
    while (!signal.aborted) {
      const skipped = Math.min(2 ** Math.max(0, this.failures - 1), LONGEST_BACKOFF_S / modbus.pollS) - 1;
      await clock.sleep(
        ms(untilNextBeat(clock.now(), period, phase) + Math.max(0, skipped) * period),
        signal,
      );
      if (signal.aborted) return;
      try {
        await this.pollOnce(signal);
      } catch (cause) {
        // The sink could not take it: the gate forgets nothing, so the next poll says it again.
        log.error('modbus.undelivered', { device: deviceId, error: String(cause) });
      }
    }
  }

  private async pollOnce(signal: AbortSignal): Promise<void> {
    const { bus, modbus, map, clock, sink } = this.deps;
    const pause = ms(map.quirks?.pause_ms ?? 0);
    const result = await poll(this.plan, (block) => bus.read({ unit: modbus.unit, block, pause }, signal));
    if (result.lost?.kind === 'aborted') return;
    const reports = this.gate.reports(result.values, clock.now());
    if (reports.length > 0) await sink.report(reports);
    this.gate.commit(reports);
    await this.tellTroubles(result);
    await this.tellStatus(result);
  }

  private async tellStatus({ lost }: PollResult): Promise<void> {
    const { deviceId, sink, log } = this.deps;
    this.failures = lost === undefined ? 0 : this.failures + 1;
    const isOnline = this.failures === 0 ? true : this.failures >= OFFLINE_AFTER ? false : this.isOnline;
    if (isOnline === undefined || isOnline === this.isOnline) return;
    await sink.status(deviceId, isOnline);
    this.isOnline = isOnline;
    if (!isOnline) log.warn('modbus.offline', { device: deviceId, why: lost?.kind, detail: lost?.message });
  }

  private async tellTroubles({ values, refusals, lost }: PollResult): Promise<void> {
    const { deviceId, sink, modbus, map } = this.deps;
    const found = new Map<string, string>();
    for (const { asset, point, decoded } of values) {
      if (!decoded.ok) found.set(`${asset} ${point}`, decoded.reason);
    }
    for (const { block, fault } of refusals) {
      found.set(`${block.table} ${block.start}-${block.start + block.length - 1}`, fault.message);
    }
    for (const [where, reason] of found) {
      if (this.troubles.has(where)) continue;
      await sink.quarantine(deviceId, `modbus/${map.name}/${modbus.unit}`, reason, where);
    }
    // A poll cut short says nothing about what it did not reach.
    this.troubles = new Set(lost === undefined ? found.keys() : [...this.troubles, ...found.keys()]);
  }
}
