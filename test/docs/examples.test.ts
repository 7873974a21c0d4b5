import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { decodeMessage, deviceId, POINTS, unixMs } from '../../core/index.js';
import { loadMaps } from '../../gateway/index.js';
import { loadRules, parseAssets, parseDevices } from '../../ingest/index.js';
import { anchorsOf, codeBlocks, linksOf } from '../support/markdown.js';
import { markdownFiles, projectFile, projectPath } from '../support/project-files.js';

const files = markdownFiles();
const blocks = (language: string): { readonly file: string; readonly body: string }[] =>
  files.flatMap((file) => codeBlocks(projectFile(file), language).map((body) => ({ file, body })));

describe('examples in the documents', () => {
  const rules = blocks('yaml').filter(({ body }) => body.startsWith('rules:'));

  test('there is a rule file among them', () => {
    expect(rules.length).toBeGreaterThan(0);
  });

  test.each(rules)('the rules in $file are taken', ({ file, body }) => {
    expect(loadRules(body, file)).toMatchObject({ ok: true });
  });

  test('the register map of docs/devices.md is taken', async () => {
    const map = blocks('yaml').find(({ body }) => body.includes('registers:'))?.body ?? '';
    const folder = mkdtempSync(join(tmpdir(), 'streetkeep-docs-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'yard-meter.yaml'), map);
    const { maps, faults } = await loadMaps(folder);
    expect(faults).toEqual([]);
    expect([...maps.keys()]).toEqual(['yard-meter']);
  });

  test('every line of JSON is an asset, a device or a report that is taken as a whole', () => {
    const given = { device: deviceId('d'), receivedAt: unixMs(1_800_000_000_000), mountedOn: undefined };
    const refused = blocks('json')
      .flatMap(({ body }) => body.trim().split('\n'))
      .filter((line) => {
        const parse = line.includes('"assetId":') && line.includes('"kind":') ? parseAssets : parseDevices;
        if (line.includes('"deviceId":') || line.includes('"kind":')) return !parse(line).ok;
        const { reports, rejections } = decodeMessage(line, given);
        return reports.length !== 1 || rejections.length > 0;
      });
    expect(refused).toEqual([]);
  });

  test("the tour's asset and device are taken", () => {
    const lines = [...projectFile('README.md').matchAll(/^echo '(\{.*\})' > (\w+)\.jsonl$/gm)];
    const taken = lines.map(([, line = '', what = '']) => [
      what,
      (what === 'assets' ? parseAssets : parseDevices)(line).ok,
    ]);
    expect(taken).toEqual([
      ['assets', true],
      ['devices', true],
    ]);
  });
});

test('the table of points is the one in the code', () => {
  const rows = Object.entries(POINTS).map(([name, spec]) => {
    const unit = spec.type === 'number' ? spec.unit || '–' : spec.type;
    const range = 'range' in spec ? `${spec.range[0]} to ${spec.range[1]}` : '';
    const kinds: readonly string[] = spec.kinds;
    return `| \`${name}\` | ${unit} | ${range} | ${kinds.length === 0 ? 'any' : kinds.join(', ')} |`;
  });
  const shown = projectFile('docs/devices.md').match(/^\| `\w+` \| \S+ \|[^|]*\| [a-z, ]+ \|$/gm);
  expect(shown).toEqual(rows);
});

test('every link between the documents leads to a file, and to a heading where it names one', () => {
  const broken = files.flatMap((file) =>
    linksOf(projectFile(file)).flatMap((link) => {
      if (/^[a-z]+:/.test(link)) return [];
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? file : join(dirname(file), path);
      const leads =
        existsSync(projectPath(target)) &&
        (anchor === undefined || anchorsOf(projectFile(target)).includes(anchor));
      return leads ? [] : [`${file}: ${link}`];
    }),
  );
  expect(broken).toEqual([]);
});

test('every decision stands in the index', () => {
  const index = linksOf(projectFile('docs/adr/README.md'));
  const decisions = files
    .filter((file) => /adr\/\d{4}-/.test(file))
    .map((file) => file.replace('docs/adr/', ''));
  expect(index).toEqual(decisions);
});
