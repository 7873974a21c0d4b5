import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadCodecs, loadProfiles, profileSchemaText } from '../../../gateway/index.js';
import { projectFile, projectPath } from '../../support/project-files.js';
import { file } from '../../support/streetkeep.js';
import { temporaryDir } from '../../support/temporary-dir.js';

const BUNDLED = projectPath('gateway/profiles');

test('every bundled profile is taken, and its codec is there', async () => {
  const { profiles, faults } = await loadProfiles(BUNDLED);
  expect(faults).toEqual([]);
  const codecs = await loadCodecs(join(BUNDLED, 'codecs'));
  expect([...profiles.values()].filter(({ codec }) => codec !== undefined && !codecs.has(codec))).toEqual([]);
  expect(profiles.size).toBe(13);
});

test('the published schema is the one in the code', () => {
  expect(JSON.parse(projectFile('gateway/profiles/profile.schema.json'))).toEqual(
    JSON.parse(profileSchemaText()),
  );
});

describe('a profile of the user', () => {
  const load = async (text: string, name = 'mine.yaml') => {
    const dir = temporaryDir();
    file(dir, name, text);
    const { profiles, faults } = await loadProfiles(BUNDLED, dir);
    return { profiles, faults: faults.map((fault) => fault.replace(`${dir}/`, '')) };
  };

  test('shadows a bundled one of the same name', async () => {
    const text = 'name: dragino-lgt92\ntitle: Mine\npoints: [{ from: a, point: lat }]\n';
    const { profiles, faults } = await load(text, 'dragino-lgt92.yaml');
    expect(faults).toEqual([]);
    expect(profiles.get('dragino-lgt92')?.title).toBe('Mine');
  });

  test.each([
    { says: 'no YAML', text: 'a: [', faults: [/^mine.yaml: not YAML: /] },
    {
      says: 'another name than its file',
      text: 'name: his\ntitle: T\npoints: [{ from: a, point: lat }]',
      faults: ["mine.yaml: name: is not the file's name, mine"],
    },
    {
      says: 'a point that nobody knows',
      text: 'name: mine\ntitle: T\npoints: [{ from: a, point: height }]',
      faults: ['mine.yaml: points.0.point: unknown point'],
    },
    {
      says: 'a key that nobody knows',
      text: 'name: mine\ntitle: T\npoints: [{ from: a, point: lat, factor: 2 }]',
      faults: ['mine.yaml: points.0.factor: unknown key'],
    },
    {
      says: 'a unit of another quantity',
      text: 'name: mine\ntitle: T\npoints: [{ from: a, point: distance_mm, unit: V }]',
      faults: ['mine.yaml: points.0.unit: V is no unit of distance_mm'],
    },
    {
      says: 'a scale for a flag',
      text: 'name: mine\ntitle: T\npoints: [{ from: a, point: lid_open, scale: 2 }]',
      faults: ['mine.yaml: points.0: unit, scale and offset are for numbers'],
    },
    { says: 'every fault at once', text: 'name: mine\npoints: []', faults: [/title/, /points/] },
  ])('is refused with its reason: $says', async ({ text, faults }) => {
    const found = await load(text);
    expect(found.faults).toEqual(faults.map((fault) => expect.stringMatching(fault)));
    expect(found.profiles.has('mine')).toBe(false);
  });
});
