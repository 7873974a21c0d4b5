import { describe, expect, test } from 'vitest';
import { type Asset, type AssetKind, assetId, deviceId, RegistryIndex } from '../../../core/index.js';

const asset = (id: string, kind: AssetKind, parent?: string): Asset => ({
  assetId: assetId(id),
  kind,
  name: id,
  ...(parent === undefined ? {} : { parentId: assetId(parent) }),
});

function index(...assets: readonly Asset[]): RegistryIndex {
  const registry = new RegistryIndex();
  registry.add(assets, []);
  return registry;
}

describe('parts of a whole', () => {
  const lights = index(
    asset('cab-1', 'cabinet'),
    asset('cab-1-c1', 'circuit', 'cab-1'),
    asset('cab-1-c1-l1', 'lamp', 'cab-1-c1'),
    asset('cab-2', 'cabinet'),
    asset('cab-2-c1', 'circuit', 'cab-2'),
  );
  test.each([
    { says: 'a thing is part of itself', part: 'cab-1', whole: 'cab-1', is: true },
    { says: 'a circuit of its cabinet', part: 'cab-1-c1', whole: 'cab-1', is: true },
    { says: 'a lamp of its circuit', part: 'cab-1-c1-l1', whole: 'cab-1-c1', is: true },
    { says: 'a lamp of the cabinet above', part: 'cab-1-c1-l1', whole: 'cab-1', is: true },
    { says: 'a cabinet is no part of its circuit', part: 'cab-1', whole: 'cab-1-c1', is: false },
    { says: 'a circuit is no part of another cabinet', part: 'cab-2-c1', whole: 'cab-1', is: false },
    { says: 'a name that only begins alike is no part', part: 'cab-1-c9', whole: 'cab-1', is: false },
    { says: 'nobody knows the whole', part: 'cab-1-c1', whole: 'cab-9', is: false },
  ])('$says', ({ part, whole, is }) => expect(lights.isPartOf(assetId(part), assetId(whole))).toBe(is));

  test.each([
    { says: 'an asset that is its own parent', assets: [asset('a', 'circuit', 'a')] },
    {
      says: 'two that are each the parent of the other',
      assets: [asset('a', 'circuit', 'b'), asset('b', 'circuit', 'a')],
    },
    {
      says: 'a ring of three',
      assets: [asset('a', 'lamp', 'b'), asset('b', 'lamp', 'c'), asset('c', 'lamp', 'a')],
    },
    { says: 'a parent that is not registered', assets: [asset('a', 'lamp', 'gone')] },
  ])('$says ends the search', ({ assets }) =>
    expect(index(...assets).isPartOf(assetId('a'), assetId('whole'))).toBe(false),
  );
});

describe('the registry', () => {
  test('finds what was registered, in its order, and replaces what is registered again', () => {
    const registry = index(asset('b', 'bin'), asset('a', 'bin'));
    registry.add(
      [{ ...asset('b', 'tank'), name: 'new' }],
      [{ deviceId: deviceId('d'), assetId: assetId('b') }],
    );
    expect([...registry.assets].map((one) => `${one.assetId} ${one.kind}`)).toEqual(['b tank', 'a bin']);
    expect(registry.device(deviceId('d'))).toEqual({ deviceId: 'd', assetId: 'b' });
    expect(registry.counts).toEqual({ assets: 2, devices: 1 });
  });

  test.each(['__proto__', 'constructor', 'toString'])(
    'knows nothing of %s until it is registered',
    (name) => {
      const registry = index();
      expect(registry.asset(assetId(name))).toBeUndefined();
      expect(registry.device(deviceId(name))).toBeUndefined();
      registry.add([asset(name, 'bin')], [{ deviceId: deviceId(name), assetId: assetId(name) }]);
      expect(registry.asset(assetId(name))?.kind).toBe('bin');
      expect(registry.device(deviceId(name))?.assetId).toBe(name);
    },
  );
});
