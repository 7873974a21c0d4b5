import { describe, expect, test } from 'vitest';
import {
  bd09FromGcj02,
  corridorLimitM,
  type DatumEffect,
  datumUnknown,
  distanceM,
  gcj02FromWgs84,
  type LatLon,
  newProgress,
  placeAt,
  stepDatum,
  stepProgress,
} from '../../../../core/index.js';
import { drive, OPEN_SKY, urbanCanyon } from '../match/drives.js';
import { figureEight, gridWalk, line, loop } from '../match/lines.js';
import { Random } from '../match/random.js';

type Terminal = (place: LatLon) => LatLon;
const asIs: Terminal = (place) => place;

/** What is found over a whole drive by a terminal that sees places through `report`. */
function found(path = loop, report = asIs, seed = 1): readonly DatumEffect[] {
  const random = new Random(seed);
  const sky = seed % 2 === 0 ? OPEN_SKY : urbanCanyon(random);
  let state = datumUnknown(0);
  let progress = newProgress();
  let before: LatLon | undefined;
  const effects: DatumEffect[] = [];
  for (const driven of drive(path, random, sky, { intervalS: 10, isBare: false })) {
    const fix = { ...driven.fix, ...report(driven.fix) };
    const matched = stepProgress(path, progress, fix);
    progress = matched.state;
    const offsetM = matched.match.offsetM ?? 1_000;
    const movedM = before === undefined ? 0 : distanceM(before, fix);
    const step = stepDatum(path, state, {
      fix,
      offsetM,
      limitM: corridorLimitM(40, fix.accuracyM ?? 15),
      movedM,
    });
    state = step.state;
    before = fix;
    effects.push(...step.effects);
  }
  return effects;
}

describe('a terminal', () => {
  test.each([
    { says: 'that reports GCJ-02 is found, once', report: gcj02FromWgs84, datum: ['gcj02'] },
    {
      says: 'that reports BD-09 is found, once',
      report: (place: LatLon) => bd09FromGcj02(gcj02FromWgs84(place)),
      datum: ['bd09'],
    },
    { says: 'that reports WGS-84 is not', report: asIs, datum: [] },
  ])('$says', ({ report, datum }) => {
    for (const path of [loop, figureEight, line([0, 0], [900, 0], [900, 700])]) {
      for (let seed = 1; seed <= 10; seed++)
        expect(found(path, report, seed).map((effect) => effect.datum)).toEqual(datum);
    }
  });

  test('is not blamed for a truck on streets beside its line', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const elsewhere: Terminal = ({ lat, lon }) => {
        const away = placeAt(
          { origin: { lat, lon }, metresPerLat: 111_000, metresPerLon: 89_000 },
          150 + seed * 10,
          -200,
        );
        return away;
      };
      expect(found(gridWalk(new Random(seed), 20), elsewhere, seed)).toEqual([]);
    }
  });

  test('the finding says since when and how far off it is', () => {
    const [effect] = found(loop, gcj02FromWgs84, 2);
    expect(effect?.offsetM).toBeGreaterThan(50);
    expect((effect?.at ?? 0) - (effect?.since ?? 0)).toBeGreaterThanOrEqual(60_000);
  });
});
