import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectFile, projectPath } from './support/project-files.js';

/** What serves a real city; it must not know that a device is simulated. */
const SERVING = ['core', 'runtime', 'gateway', 'ingest'] as const;
const SOURCE = /\.(ts|tsx|js)$/;
/** Words that only somebody who knows would use. */
const KNOWS = /\b(firmware-sim|is_?sim(ulated)?|simulat\w*|simulator|virtualdevice|fakedevice)\b/i;

function sourcesOf(folder: string): string[] {
  const names = readdirSync(projectPath(folder), { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => SOURCE.test(name) && !name.includes('generated'))
    .map((name) => join(folder, name))
    .sort();
}

/** Without its comments: those may say why something is so. */
const code = (text: string): string => text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');

const knowing = (text: string): string[] =>
  code(text)
    .split('\n')
    .filter((line) => KNOWS.test(line));

describe('nobody but the simulator knows that a device is simulated', () => {
  test.each(SERVING)('%s', (folder) => {
    const sources = sourcesOf(folder);
    expect(sources.length).toBeGreaterThan(10);
    const found = sources.flatMap((path) =>
      knowing(projectFile(path)).map((line) => `${path}: ${line.trim()}`),
    );
    expect(found).toEqual([]);
  });

  test.each([
    "import { createWorld } from '../firmware-sim/index.js';",
    'if (device.isSimulated) return;',
    'const simulated = new Set();',
    'isSim: boolean;',
  ])('the test would see %s', (line) => {
    expect(knowing(line)).toEqual([line]);
  });

  test('a comment is no code', () => {
    expect(knowing('/** As simulated. */\n// simulated\nconst x = 1;')).toEqual([]);
  });
});
