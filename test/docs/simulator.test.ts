import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { FAULT_SPECS } from '../../firmware-sim/fault/fault-specs.js';
import { CONSTANTS } from '../../firmware-sim/plant/constants.js';

const text = readFileSync('docs/simulator.md', 'utf8');
const rows = text.split('\n').flatMap((line) =>
  line.startsWith('|')
    ? [
        line
          .split('|')
          .map((cell) => cell.trim())
          .slice(1, -1),
      ]
    : [],
);

/** As a table shows it: no more than four digits that count. */
const shown = (value: number): string => String(Number(value.toPrecision(4)));

describe('docs/simulator.md', () => {
  test('publishes every constant with its value, unit and source, and no other', () => {
    const published = rows
      .filter(([name = '']) => /^`[A-Z]+\.[a-zA-Z]+`$/.test(name))
      .map((cells) => cells.join(' | '));
    const constants = Object.entries(CONSTANTS).flatMap(([group, own]) =>
      Object.entries(own).map(
        ([name, { value, unit, source }]) => `\`${group}.${name}\` | ${shown(value)} | ${unit} | ${source}`,
      ),
    );
    expect(published).toEqual(constants);
  });

  test('lists every kind of fault with its fields', () => {
    const listed = rows.filter(([name = '']) => name.startsWith('`') && name.slice(1, -1) in FAULT_SPECS);
    expect(listed.map(([name = '']) => name.slice(1, -1))).toEqual(Object.keys(FAULT_SPECS));
    for (const [name = '', target, fields = ''] of listed) {
      const spec = Object.entries(FAULT_SPECS).find(([kind]) => kind === name.slice(1, -1))?.[1];
      expect(target).toBe(typeof spec?.target === 'object' ? spec.target.asset.join(', ') : spec?.target);
      for (const field of Object.keys(spec?.fields ?? {})) expect(fields).toContain(`\`${field}\``);
    }
  });
});
