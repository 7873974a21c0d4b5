import {
  type AssetId,
  type Device,
  type DeviceId,
  assetId as idOfAsset,
  type ModbusSettings,
} from '../../../core/index.js';
import type { Clock, Logger } from '../../../runtime/index.js';
import type { ReportSink } from '../../ports.js';
import { BUS_LIMITS, Bus } from './bus.js';
import { type ParsedUrl, parseBusUrl } from './bus-url.js';
import { DevicePoller } from './device-poller.js';
import type { LinkLimits } from './link.js';
import type { RegisterMap } from './register-map.js';
import { slotsOf } from './slots.js';

export interface ModbusDriver {
  start(): void;
  /** The registry changed: devices that are new, gone or different are taken up, dropped or begun anew. */
  update(devices: readonly Device[]): Promise<void>;
  /** Stops polling and drops every connection; resolves when nothing is under way any more. */
  close(): Promise<void>;
}

export interface ModbusDriverDeps {
  /** The registry's devices; those without `modbus` settings or a place are none of this driver's. */
  readonly devices: readonly Device[];
  readonly maps: ReadonlyMap<string, RegisterMap>;
  /** Is there such an asset? A map may describe twelve circuits; only those that exist are read. */
  readonly isAsset: (asset: AssetId) => boolean;
  readonly sink: ReportSink;
  readonly clock: Clock;
  readonly log: Logger;
  readonly limits?: Partial<LinkLimits>;
  /** How the bus of a `modbus.url` is reached; by default as the URL says. */
  readonly dialer?: (url: string) => ParsedUrl;
}

interface Running {
  readonly settings: string;
  readonly url: string;
  readonly poller: DevicePoller;
}

/** Polls Modbus units and delivers what they say as reports. */
export function createModbusDriver(deps: ModbusDriverDeps): ModbusDriver {
  return new Driver(deps);
}

class Driver implements ModbusDriver {
  private readonly running = new Map<DeviceId, Running>();
  private readonly buses = new Map<string, Bus>();
  private devices: readonly Device[];
  private isStarted = false;

  constructor(private readonly deps: ModbusDriverDeps) {
    this.devices = deps.devices;
  }

  start(): void {
    if (this.isStarted) return;
    this.isStarted = true;
    for (const device of this.devices) this.take(device);
  }

  async update(devices: readonly Device[]): Promise<void> {
    this.devices = devices;
    if (!this.isStarted) return;
    const wanted = new Map(devices.map((device) => [device.deviceId, settingsOf(device, this.deps)]));
    const outdated = [...this.running].filter(([id, { settings }]) => wanted.get(id) !== settings);
    await Promise.all(outdated.map(([id]) => this.drop(id)));
    for (const device of devices) if (!this.running.has(device.deviceId)) this.take(device);
  }

  async close(): Promise<void> {
    this.isStarted = false;
    await Promise.all([...this.running.keys()].map((id) => this.drop(id)));
  }

  private take(device: Device): void {
    const { modbus, assetId, deviceId } = device;
    if (modbus === undefined || assetId === undefined) return;
    const map = this.deps.maps.get(modbus.map);
    const bus = this.busOf(modbus);
    if (map === undefined)
      this.deps.log.error('modbus.refused', { device: deviceId, reason: `no map ${modbus.map}` });
    if (map === undefined || bus === undefined) return;
    const poller = new DevicePoller({ ...this.deps, deviceId, assetId, modbus, map, bus });
    this.running.set(deviceId, { settings: settingsOf(device, this.deps), url: modbus.url, poller });
    poller.start();
  }

  private busOf({ url, unit }: ModbusSettings): Bus | undefined {
    const known = this.buses.get(url);
    if (known !== undefined) return known;
    const parsed = (this.deps.dialer ?? parseBusUrl)(url);
    if (!parsed.ok) {
      this.deps.log.error('modbus.refused', { url, unit, reason: parsed.reason });
      return undefined;
    }
    const { clock, log, limits } = this.deps;
    const bus = new Bus({ url, dial: parsed.dial, clock, log, limits: { ...BUS_LIMITS, ...limits } });
    this.buses.set(url, bus);
    return bus;
  }

  private async drop(id: DeviceId): Promise<void> {
    const gone = this.running.get(id);
    if (gone === undefined) return;
    this.running.delete(id);
    await gone.poller.close();
    if ([...this.running.values()].some(({ url }) => url === gone.url)) return;
    this.buses.get(gone.url)?.close();
    this.buses.delete(gone.url);
  }
}

/** Whatever, when it changes, means polling anew: the settings, the place, and which of its parts exist. */
function settingsOf(device: Device, { maps, isAsset }: ModbusDriverDeps): string {
  const { modbus, assetId } = device;
  const map = modbus === undefined ? undefined : maps.get(modbus.map);
  const assets =
    map === undefined || assetId === undefined ? [] : slotsOf(map, assetId).map(({ asset }) => asset);
  const parts = new Set(assets.filter((asset) => isAsset(idOfAsset(asset))));
  return JSON.stringify([modbus, assetId, [...parts]]);
}
