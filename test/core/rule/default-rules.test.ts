import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseRuleSet } from '../../../core/index.js';

const file = fileURLToPath(new URL('../../../../rules/default.yaml', import.meta.url));

test('the default rules are sound', () => {
  expect(parseRuleSet(parse(readFileSync(file, 'utf8')))).toMatchObject({ ok: true });
});
