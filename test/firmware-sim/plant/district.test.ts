import { describe, expect, test } from 'vitest';
import { isId } from '../../../core/index.js';
import { atModbusUrl } from '../../../firmware-sim/index.js';
import { aDistrict } from '../../support/district.js';

const district = aDistrict();
const ofKind = (kind: string) => district.assets.filter((asset) => asset.kind === kind);

describe('the demonstration district', () => {
  test('is the same for the same seed, and another for another', () => {
    expect(JSON.stringify(aDistrict(3))).toBe(JSON.stringify(aDistrict(3)));
    expect(JSON.stringify(aDistrict(3))).not.toBe(JSON.stringify(aDistrict(4)));
  });

  test('has what a district has', () => {
    const counts = Object.fromEntries(
      ['station', 'bin', 'site', 'tank', 'cabinet', 'circuit', 'truck', 'depot'].map((kind) => [
        kind,
        ofKind(kind).length,
      ]),
    );
    expect(counts).toEqual({
      station: 60,
      bin: 240,
      site: 40,
      tank: 40,
      cabinet: 12,
      circuit: 48,
      truck: 12,
      depot: 1,
    });
    expect(ofKind('lamp').length).toBeGreaterThan(400);
    expect(district.devices).toHaveLength(240 + 40 + 12 + 12);
  });

  test('names everything once, by ids the contract allows', () => {
    const assets = district.assets.map(({ assetId }) => assetId);
    const devices = district.devices.map(({ deviceId }) => deviceId);
    expect([...assets, ...devices].filter((id) => !isId(id))).toEqual([]);
    expect(new Set(assets).size).toBe(assets.length);
    expect(new Set(devices).size).toBe(devices.length);
  });

  test.each([
    ['lamp', 'circuit'],
    ['circuit', 'cabinet'],
    ['bin', 'station'],
    ['tank', 'site'],
    ['truck', 'depot'],
  ])('every %s belongs to a %s', (child, parent) => {
    const parents = new Set(ofKind(parent).map(({ assetId }) => assetId));
    expect(ofKind(child).filter(({ parentId }) => parentId === undefined || !parents.has(parentId))).toEqual(
      [],
    );
  });

  test('puts everything near the centre and into a cell', () => {
    for (const { lat = 0, lon = 0, gridId } of district.assets) {
      expect(Math.abs(lat - 36.66)).toBeLessThan(0.02);
      expect(Math.abs(lon - 117.02)).toBeLessThan(0.02);
      expect(gridId).toMatch(/^lx-[1-4][1-4]$/);
    }
  });

  test('mounts every device on an asset that exists; cabinets differ in unit', () => {
    const assets = new Set(district.assets.map(({ assetId }) => assetId));
    expect(district.devices.every(({ assetId }) => assetId !== undefined && assets.has(assetId))).toBe(true);
    const units = district.devices.flatMap(({ modbus }) => modbus?.unit ?? []);
    expect(units).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });

  test('can have its cabinets elsewhere', () => {
    const urls = atModbusUrl(district, 'tcp://127.0.0.1:7').devices.flatMap(
      ({ modbus }) => modbus?.url ?? [],
    );
    expect(new Set(urls)).toEqual(new Set(['tcp://127.0.0.1:7']));
  });
});
