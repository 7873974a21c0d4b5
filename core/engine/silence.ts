import { alertIdOf } from '../alert/alert-id.js';
import { raise, resolve } from '../alert/life.js';
import { type UnixMs, unixMs } from '../units/units.js';
import { arm } from './due.js';
import { type CompiledSilent, isSilent } from './program.js';
import type { WatchedDevice } from './registry.js';
import type { State } from './state.js';

/**
 * The deadline passed: the alert opens, dated by the deadline however late this is noticed. A silence that one change of
 * the rules ended and another brought back is the same episode: it has the same deadline, and so the same id.
 */
export function fallSilent(state: State, row: number, deadline: number): void {
  const compiled = state.book.all[state.rows.rule[row] ?? -1];
  const device = state.registry.devices[state.rows.owner[row] ?? -1];
  if (device === undefined || !isSilent(compiled)) return;
  const { rule } = compiled;
  const subject = { device: device.deviceId };
  const openedAt: UnixMs = unixMs(deadline);
  device.silences++;
  state.settle(row, [
    raise({
      id: alertIdOf(rule.id, subject, openedAt),
      ruleId: rule.id,
      ruleVersion: state.book.version,
      kind: rule.kind,
      subject,
      ...(device.assetId === undefined ? {} : { assetId: device.assetId }),
      severity: rule.severity,
      state: 'firing',
      openedAt,
      evidence: [
        {
          at: unixMs(device.heardAt),
          note: device.hasSpoken ? 'last heard' : 'registered, never heard since',
        },
      ],
      threshold: { value: rule.intervals, layer: 'rule' },
    }),
  ]);
}

/** A sign of life at the present instant. */
export function hear(state: State, device: WatchedDevice): void {
  device.heardAt = state.now;
  device.hasSpoken = true;
  if (device.silences > 0) endSilences(state, device, () => 'heard again');
}

/** Ends the device's open silence alerts for which `why` gives a reason, and waits for the next silence. */
export function endSilences(
  state: State,
  device: WatchedDevice,
  why: (compiled: CompiledSilent) => string | undefined,
): void {
  device.program.forEach((compiled, slot) => {
    const row = device.base + slot;
    const alert = state.alerts.get(row);
    const note = alert === undefined ? undefined : why(compiled);
    if (alert === undefined || note === undefined) return;
    device.silences--;
    state.settle(row, [resolve(alert, { at: unixMs(state.now), note })]);
    arm(state, row);
  });
}
