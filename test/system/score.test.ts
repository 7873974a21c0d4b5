import { join } from 'node:path';
import { expect, test } from 'vitest';
import { command, file, folderless } from '../support/streetkeep.js';
import { temporaryDir } from '../support/temporary-dir.js';

const SHORT = `name: short
story: Two bins run over on an ordinary morning.
city: quarter
start: "2026-05-09 06:00"
lasts: 6h
faults:
  - { kind: overflow, pick: { kind: bin, where: { stream: kitchen }, count: 2 }, over: 90m, at: +30m, for: 4h }
`;

test('a data folder is scored as the scenario that was kept in it, and faulty truth is refused by line', async () => {
  const dir = temporaryDir();
  const [kept, truth] = [join(dir, 'kept'), join(dir, 'truth.jsonl')];
  const scenario = file(dir, 'short.yaml', SHORT);
  const seed = ['--seed', '3'];
  const played = JSON.parse(
    (await folderless('scenario', scenario, ...seed, '--keep', kept, '--json')).stdout,
  );
  await folderless('sim', scenario, ...seed, '--to', join(dir, 'r.jsonl'), '--truth', truth);
  const span = ['--from', '2026-05-08T22:00:00Z', '--to', '2026-05-09T04:00:00Z'];
  const scored = JSON.parse((await command(kept, 'score', '--truth', truth, ...span, '--json')).stdout);
  const { scenario: _, seed: __, ...score } = played;
  expect(scored).toEqual(score);
  expect(scored.byKind.overflow.found).toBeGreaterThanOrEqual(2);

  const bad = file(
    dir,
    'bad.jsonl',
    'not json\n{"kind":"flood","assetId":"a","from":1,"to":2,"cause":"x"}\n',
  );
  const refused = await command(kept, 'score', '--truth', bad);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toMatch(/bad\.jsonl:1: not JSON/);
  expect(refused.stderr).toMatch(/bad\.jsonl:2: kind: "flood" is no alert kind/);
}, 60_000);
