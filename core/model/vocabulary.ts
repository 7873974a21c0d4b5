/** The enumerations of the public contract; one list each, used everywhere. */
export const SEVERITIES = ['critical', 'major', 'minor', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** How grave a severity is: 0 is info, 3 is critical. */
export const rankOf = (severity: Severity): number => SEVERITIES.length - 1 - SEVERITIES.indexOf(severity);

export const ALERT_STATES = ['pending', 'firing', 'clearing', 'resolved'] as const;
export type AlertState = (typeof ALERT_STATES)[number];

export const ASSET_KINDS = [
  'station',
  'bin',
  'site',
  'tank',
  'cabinet',
  'circuit',
  'lamp',
  'truck',
  'depot',
  'transfer',
  'landfill',
] as const;
export type AssetKind = (typeof ASSET_KINDS)[number];

export const QUALITIES = [
  'good',
  'late',
  'out-of-order',
  'duplicate',
  'clock-suspect',
  'out-of-range',
  'stuck',
  'spike',
  'rollback',
  'unit-mismatch',
  'device-flag',
] as const;
export type Quality = (typeof QUALITIES)[number];

export const ROLES = ['viewer', 'crew', 'dispatcher', 'operator', 'admin'] as const;
export type Role = (typeof ROLES)[number];

export const ALERT_KINDS = [
  'overflow',
  'overflow-forecast',
  'fire',
  'battery-low',
  'sensor-fault',
  'silent',
  'comms-outage',
  'tank-high',
  'tank-rise',
  'spill',
  'gas',
  'lamp-dark',
  'lamp-day-burning',
  'lamp-cycling',
  'lamp-power',
  'contactor-stuck',
  'phase-lost',
  'circuit-outage',
  'cabinet-outage',
  'cable-theft',
  'leakage',
  'meter-mismatch',
  'door-open',
  'off-route',
  'wrong-direction',
  'wrong-vehicle',
  'stop-missed',
  'early',
  'late',
  'long-halt',
  'speeding',
  'no-trip',
  'bin-not-emptied',
  'level-drop-unattended',
  'datum-fault',
  'platform',
] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

/** Looks a word up in one of the lists above. */
export function oneOf<const T extends string>(list: readonly T[], text: unknown): T | undefined {
  return list.find((word) => word === text);
}
