import { assetId } from '../../../core/index.js';
import { deathOf } from '../cell.js';
import { ofKind } from '../fault-book.js';
import type { Physics } from '../physics.js';
import type { Radio } from '../radio/radio.js';
import { isSensorFault } from '../sensor-faults.js';
import type { TruthBook } from './truth-book.js';

/** Devices that say nothing, whose cells are at their end, or whose sensors lie. */
export function deviceTruth(physics: Physics, radios: Iterable<Radio>, into: TruthBook): void {
  const links = new Set<string>();
  for (const radio of radios) {
    const { device } = radio;
    if (device.assetId === undefined) continue;
    const faults = physics.book.device(device.deviceId);
    for (const span of radio.offSpans(into)) {
      const injected = faults.find(({ from, until }) => from <= span.from && until >= span.to)?.kind;
      into.add('silent', device.assetId, { ...span, cause: injected ?? 'failure' });
    }
    for (const { from, until } of ofKind(physics.book.link(device.link ?? ''), 'link-loss')) {
      into.add('silent', device.assetId, { from, to: until, cause: 'link-loss' });
      links.add(device.link ?? '');
    }
    for (const fault of ofKind(faults, 'dead-battery')) {
      into.add('battery-low', device.assetId, {
        from: deathOf(fault).low,
        to: fault.until,
        cause: 'dead-battery',
      });
    }
  }
  for (const link of links) {
    for (const { from, until } of ofKind(physics.book.link(link), 'link-loss')) {
      // A link is no asset; it goes by its own name.
      into.add('comms-outage', assetId(link), { from, to: until, cause: 'link-loss' });
    }
  }
  cellTruth(physics, into);
  sensorTruth(physics, into);
}

function cellTruth({ bins, tanks }: Physics, into: TruthBook): void {
  const models = [...[...bins].map(([asset, { model }]) => [asset, model] as const), ...tanks];
  for (const [asset, { cell }] of models) {
    const low = cell.lowAround(into.from);
    if (low !== undefined) into.add('battery-low', asset, { ...low, cause: 'age' });
  }
}

function sensorTruth({ book, city }: Physics, into: TruthBook): void {
  for (const { assetId: asset } of city.assets) {
    for (const fault of book.asset(asset)) {
      if (!isSensorFault(fault)) continue;
      into.add('sensor-fault', asset, { from: fault.from, to: fault.until, cause: fault.kind });
    }
  }
}
