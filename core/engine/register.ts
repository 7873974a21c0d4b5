import { migrate } from '../alert/life.js';
import type { Alert } from '../model/alert.js';
import type { Entry } from '../model/entry.js';
import type { AssetId } from '../model/ids.js';
import type { Asset, Device } from '../model/registry.js';
import { unixMs } from '../units/units.js';
import type { RegistryArchive } from './archive.js';
import { arm, silenceDeadline } from './due.js';
import type { AssetFacts, DeviceFacts, WatchedDevice } from './registry.js';
import { type Ground, replantAsset, replantDevice } from './replant.js';
import { endSilences } from './silence.js';
import type { State } from './state.js';

type RegistryEntry = Extract<Entry, { kind: 'registry' }>;

/** Adds and updates assets and devices; what is not named stays as it is, and what did not change changes nothing. */
export function register(state: State, entry: RegistryEntry, archive: RegistryArchive): void {
  const first = state.effectCount;
  const ground: Ground = { rows: state.rows, alerts: state.alerts, why: 'registry' };
  const assets = entry.assets.map(placed).filter((facts) => putAsset(state, ground, facts));
  const devices = entry.devices.map(factsOf).filter((facts) => putDevice(state, ground, facts));
  archive.add(assets, devices, state.registry);
  // A device may have been waiting for the kind of its asset, and an open alert for the pace of its device.
  if (assets.length > 0) for (const device of state.registry.devices) replantDevice(state, ground, device);
  if (devices.length > 0) for (const row of state.alerts.rows()) arm(state, row);
  state.orderEffects(first);
}

function placed({ assetId, kind, attributes, lat, lon, gridId }: Asset): AssetFacts {
  return {
    assetId,
    kind,
    ...(attributes === undefined ? {} : { attributes }),
    ...(gridId === undefined ? {} : { gridId }),
    ...(lat === undefined || lon === undefined ? {} : { place: { lat, lon } }),
  };
}

function putAsset(state: State, ground: Ground, facts: AssetFacts): boolean {
  const asset = state.registry.putAsset(facts);
  if (asset !== undefined) replantAsset(state, ground, asset);
  return asset !== undefined;
}

function factsOf({ deviceId, assetId, expectedIntervalS }: Device): DeviceFacts {
  const canBeMissed = expectedIntervalS !== undefined && expectedIntervalS > 0;
  return {
    deviceId,
    ...(assetId === undefined ? {} : { assetId }),
    ...(canBeMissed ? { intervalMs: expectedIntervalS * 1_000 } : {}),
  };
}

function putDevice(state: State, ground: Ground, facts: DeviceFacts): boolean {
  const known = state.registry.device(facts.deviceId);
  const before = known && { assetId: known.assetId, intervalMs: known.intervalMs };
  const device = state.registry.putDevice(facts, state.now);
  if (device === undefined) return false;
  if (before !== undefined && before.assetId !== device.assetId) moveSilences(state, device);
  replantDevice(state, ground, device);
  if (before !== undefined && before.intervalMs !== device.intervalMs) retime(state, device);
  return true;
}

/** The device hangs elsewhere now: its open alerts point there. */
function moveSilences(state: State, device: WatchedDevice): void {
  const { assetId, base, program } = device;
  const note = { at: unixMs(state.now), note: assetId === undefined ? 'unmounted' : `mounted on ${assetId}` };
  program.forEach((_, slot) => {
    const alert = state.alerts.get(base + slot);
    if (alert !== undefined) state.settle(base + slot, [migrate(onAsset(alert, assetId), note)]);
  });
}

function onAsset(alert: Alert, assetId: AssetId | undefined): Alert {
  const { assetId: _, ...rest } = alert;
  return assetId === undefined ? rest : { ...rest, assetId };
}

/** The device is expected at another pace: a silence that is none by it ends, and the next is due at another time. */
function retime(state: State, device: WatchedDevice): void {
  endSilences(state, device, (compiled) =>
    silenceDeadline(state, device, compiled) > state.now ? 'not overdue at its new interval' : undefined,
  );
  device.program.forEach((_, slot) => {
    arm(state, device.base + slot);
  });
}
