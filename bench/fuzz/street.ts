import {
  type Asset,
  type AssetKind,
  assetId,
  type Device,
  deviceId,
  RegistryIndex,
} from '../../core/index.js';

const asset = (id: string, kind: AssetKind): Asset => ({
  assetId: assetId(id),
  kind,
  name: id,
  attributes: { container: { shape: 'prism', empty_mm: 1_200, full_mm: 200 } },
});
const device = (id: string, mountedOn: string, profile?: string): Device => ({
  deviceId: deviceId(id),
  assetId: assetId(mountedOn),
  ...(profile === undefined ? {} : { profile }),
});

/** The devices that the messages are about. */
export function fuzzStreet(): RegistryIndex {
  const registry = new RegistryIndex();
  registry.add(
    [asset('bin-1', 'bin'), asset('tank-1', 'tank'), asset('truck-1', 'truck'), asset('lamp-1', 'lamp')],
    [
      device('native', 'bin-1'),
      device('coded', 'bin-1', 'dingtek-df702'),
      device('g:n:d', 'tank-1'),
      device('tracker', 'truck-1'),
      device('plug', 'lamp-1'),
    ],
  );
  return registry;
}
