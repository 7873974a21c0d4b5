import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadMaps } from '../../../../gateway/drivers/modbus/load-maps.js';
import { registerMapSchemaText } from '../../../../gateway/drivers/modbus/map-schema.js';
import { parseRegisterMap } from '../../../../gateway/drivers/modbus/parse-map.js';
import { slotsOf } from '../../../../gateway/drivers/modbus/slots.js';

const BUNDLED = resolve('gateway/maps');
const mapWith = (...registers: string[]): string =>
  `name: meter\ntitle: A meter\nregisters:\n${registers.map((line) => `  - ${line}\n`).join('')}`;
const faultsOf = (text: string): readonly string[] => {
  const parsed = parseRegisterMap(text);
  return parsed.ok ? [] : parsed.faults;
};

describe('a register map', () => {
  test('tells every fault at once, each with its path', () => {
    const faults = faultsOf(
      `${mapWith('{point: fill_pct, table: input, address: -1, type: u16}', '{point: volts, table: inputs, address: 1, type: u16}')}blocks: {}\n`,
    );
    expect(faults).toEqual([
      'blocks: unknown key',
      'registers.0.address: must be >= 0',
      'registers.1.point: unknown point "volts"',
      expect.stringMatching(/^registers\.1\.table: .*holding,input,coil,discrete/),
    ]);
  });

  test.each([
    {
      says: 'a flag in a number type',
      line: '{point: door_open, table: input, address: 0, type: u16}',
      fault: /0\.type: u16 can't hold door_open/,
    },
    {
      says: 'a number in a bit table',
      line: '{point: power_w, table: coil, address: 0, type: u16}',
      fault: /coil table holds bits only/,
    },
    {
      says: 'a bit of a register without a mask',
      line: '{point: door_open, table: input, address: 0, type: bit}',
      fault: /0\.mask: needed/,
    },
    {
      says: 'a name that is not repeated',
      line: '{point: power_w, asset: "{assetId}-c{n}", table: input, address: 0, type: u16}',
      fault: /\{n\} is not in repeat/,
    },
    {
      says: 'a repetition that no asset tells apart',
      line: '{point: power_w, repeat: {n: {from: 1, to: 2, stride: 1}}, table: input, address: 0, type: u16}',
      fault: /would collide/,
    },
    {
      says: 'addresses past the end',
      line: '{point: power_w, table: input, address: 65535, type: u32}',
      fault: /past 65535/,
    },
    {
      says: 'a scale of nought',
      line: '{point: power_w, table: input, address: 0, type: u16, scale: 0}',
      fault: /0\.scale/,
    },
    {
      says: 'bounds the wrong way round',
      line: '{point: power_w, table: input, address: 0, type: u16, valid: [5, 1]}',
      fault: /lo is above hi/,
    },
  ])('refuses $says', ({ line, fault }) => {
    expect(faultsOf(mapWith(line)).join('\n')).toMatch(fault);
  });

  test('refuses one point of one asset at two places, and a register where none may be read', () => {
    const twice = '{point: power_w, table: input, address: 0, type: u16}';
    expect(faultsOf(mapWith(twice, twice))).toEqual(['registers.1: power_w stands in registers.0 too']);
    const forbidden = `${mapWith(twice)}block: {never: [{table: input, from: 0, to: 3}]}\n`;
    expect(faultsOf(forbidden)).toEqual(['registers.0.address: lies in block.never']);
  });

  test('repeats a register over two numbers', () => {
    const line =
      '{point: power_w, asset: "{assetId}-c{n}-l{m}", repeat: {n: {from: 1, to: 2, stride: 32}, m: {from: 1, to: 3, stride: 1}}, table: input, address: 512, type: u16}';
    const parsed = parseRegisterMap(mapWith(line));
    const places = parsed.ok
      ? slotsOf(parsed.map, 'cab-1').map(({ asset, span }) => `${asset} ${span.start}`)
      : [];
    expect(places).toEqual([
      'cab-1-c1-l1 512',
      'cab-1-c1-l2 513',
      'cab-1-c1-l3 514',
      'cab-1-c2-l1 544',
      'cab-1-c2-l2 545',
      'cab-1-c2-l3 546',
    ]);
  });
});

describe('map folders', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'maps-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('the bundled maps are whole', async () => {
    const { maps, faults } = await loadMaps(BUNDLED);
    expect(faults).toEqual([]);
    expect([...maps.keys()]).toEqual(['eastron-sdm630', 'streetkeep-cabinet']);
  });

  test('a file of a later folder shadows the bundled one, and a faulty one is named', async () => {
    const line = '{point: power_w, table: input, address: 7, type: u16}';
    await writeFile(
      join(folder, 'eastron-sdm630.yaml'),
      mapWith(line).replace('name: meter', 'name: eastron-sdm630'),
    );
    await writeFile(join(folder, 'broken.yaml'), 'name: broken\n');
    const { maps, faults } = await loadMaps(BUNDLED, folder, join(folder, 'missing'));
    expect(maps.get('eastron-sdm630')?.title).toBe('A meter');
    expect(faults).toContainEqual(expect.stringMatching(/broken\.yaml: .*registers/));
  });
});

test('the published schema is what the code checks (GOLDEN=1 rewrites it)', async () => {
  const file = join(BUNDLED, 'register-map.schema.json');
  if (process.env.GOLDEN === '1') await writeFile(file, registerMapSchemaText());
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(JSON.parse(registerMapSchemaText()));
});
