import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';
import { projectFile, projectPath } from '../../../support/project-files.js';
import { temporaryDir } from '../../../support/temporary-dir.js';

test('the generated payload is that of the .proto; else: npm run proto', () => {
  const out = temporaryDir();
  const bin = projectPath('node_modules/.bin');
  execFileSync('buf', ['generate', '--output', out], {
    cwd: projectPath('.'),
    env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` },
  });
  const path = 'gateway/codecs/sparkplug/generated/payload_pb.ts';
  expect(projectFile(path)).toBe(readFileSync(join(out, path), 'utf8'));
});
