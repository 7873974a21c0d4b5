import {
  type Asset,
  type AssetKind,
  assetId,
  type Device,
  deviceId,
  RegistryIndex,
} from '../../core/index.js';
import type { Identity } from '../../runtime/index.js';

const asset = (id: string, kind: AssetKind, more: Partial<Asset> = {}): Asset => ({
  assetId: assetId(id),
  kind,
  name: id,
  ...more,
});
const device = (id: string, mountedOn: string, more: Partial<Device> = {}): Device => ({
  deviceId: deviceId(id),
  assetId: assetId(mountedOn),
  ...more,
});

const BOX = { container: { shape: 'prism', empty_mm: 1_200, full_mm: 200 } };
export const EUI = 'a84041c2918b5f1e';

/** One thing of each kind, with devices that speak each dialect. */
export function aDialectStreet(): RegistryIndex {
  const registry = new RegistryIndex();
  registry.add(
    [
      asset('bin-1', 'bin', { attributes: BOX }),
      asset('tank-1', 'tank', { attributes: BOX }),
      asset('truck-1', 'truck'),
      asset('cab-1', 'cabinet'),
      ...[1, 2].map((n) => asset(`cab-1-l${n}`, 'lamp', { parentId: assetId('cab-1') })),
      asset('lamp-1', 'lamp'),
      asset('lamp-2', 'lamp'),
    ],
    [
      device(EUI, 'bin-1', { profile: 'dingtek-df702' }),
      device('eui-plain', 'bin-1'),
      device('bin-decoded', 'bin-1', { profile: 'dingtek-df702' }),
      device('eui-bad', 'bin-1', { codec: 'bad' }),
      device('eui-hangs', 'bin-1', { codec: 'hangs' }),
      device('eui-typo', 'bin-1', { profile: 'dingtek-df70' }),
      device('eui-odd', 'bin-1', { codec: 'odd' }),
      device('eui-good', 'bin-1', { codec: 'good' }),
      device('manhole', 'tank-1', { profile: 'dingtek-dc410' }),
      device('lines', 'cab-1', { profile: 'milesight-ws558' }),
      device('867420051234567', 'truck-1'),
      device('tasmota-1', 'lamp-1'),
      device('shelly-1', 'lamp-2'),
      device('city:edge', 'cab-1'),
      device('city:edge:bin', 'bin-1'),
      device('city:edge:tank', 'tank-1'),
    ],
  );
  return registry;
}

/** Platforms that speak for many devices. */
export const PLATFORMS: readonly Identity[] = [
  { kind: 'integration', name: 'lns', topics: ['application/#', 'v3/#'], idPrefix: '' },
  { kind: 'integration', name: 'lns-bins', topics: ['application/#'], idPrefix: 'eui-' },
  { kind: 'integration', name: 'trucks', topics: ['traccar/positions'], idPrefix: '8' },
  { kind: 'integration', name: 'scada', topics: ['spBv1.0/city/#'], idPrefix: 'city:' },
  {
    kind: 'integration',
    name: 'house',
    topics: ['tele/#', 'stat/#', 'shellies/#', '+/status/#', '+/online'],
    idPrefix: '',
  },
];
