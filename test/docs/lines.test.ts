import { expect, test } from 'vitest';
import { DEFECT_KINDS } from '../../core/index.js';
import { projectFile } from '../support/project-files.js';

test('docs/lines.md says of every defect what it means', () => {
  const table = projectFile('docs/lines.md').split('## What each defect means')[1]?.split('##')[0] ?? '';
  const explained = [...table.matchAll(/^\| ([^|]*) \|/gm)].flatMap(
    ([, kinds = '']) => kinds.match(/`([a-z-]+)`/g) ?? [],
  );
  expect(explained.map((kind) => kind.replaceAll('`', '')).sort()).toEqual([...DEFECT_KINDS].sort());
});
