import { Value } from 'typebox/value';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { ConfigFile, ENVIRONMENT } from '../../bin/config.js';
import { codeBlocks } from '../support/markdown.js';
import { projectFile } from '../support/project-files.js';

const guide = projectFile('docs/operating.md');
const rows = [...guide.matchAll(/^\| `(\w+)` \| `([A-Z_]+)` \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$/gm)].map(
  ([, key = '', variable = '', unit = '', byDefault = '']) => ({ key, variable, unit, byDefault }),
);

describe('the table of settings in docs/operating.md', () => {
  test('has a line for each key of the file, with its environment variable', () => {
    const known = Object.entries(ENVIRONMENT).map(([variable, [key]]) => `${key} ${variable}`);
    expect(rows.map(({ key, variable }) => `${key} ${variable}`).sort()).toEqual(known.sort());
  });

  test('lists every key that the schema takes', () => {
    expect(rows.map(({ key }) => key).sort()).toEqual(Object.keys(ConfigFile.properties).sort());
  });
});

test('the example of a configuration file is one that the schema takes', () => {
  const examples = codeBlocks(guide, 'yaml').filter((block) => block.startsWith('# streetkeep.yaml'));
  expect(examples.map((block) => Value.Check(ConfigFile, parse(block)))).toEqual([true]);
});
