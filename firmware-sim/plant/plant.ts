import type { Asset, AssetId, Device, UnixMs } from '../../core/index.js';
import { binSampler } from './bin-model.js';
import { cabinetSamplers } from './cabinet-model.js';
import type { District } from './district.js';
import { type Incident, isDuring } from './incidents.js';
import type { Points, Sampler } from './sampler.js';
import { STREAMS } from './stations.js';
import { nightsAt } from './sun.js';
import { tankSampler } from './tank-model.js';
import { timetableOf } from './timetable.js';
import { truckSampler } from './truck-model.js';

/**
 * The physical district. What its sensors read is a function of the instant, so history up to now and life from now on
 * are one world, and a restart changes nothing. Incidents are the only thing that is not in the seed.
 */
export interface Plant {
  /** What the sensors of an asset read; `undefined` when it has none. */
  sample(asset: AssetId, at: UnixMs): Points | undefined;
  /** False while the device says nothing. */
  isSpeaking(device: Device, at: UnixMs): boolean;
}

export function createPlant(district: District, incidents: readonly Incident[] = []): Plant {
  const samplers = new Map<AssetId, Sampler>([
    ...wasteSamplers(district, incidents),
    ...tanks(district),
    ...lighting(district, incidents),
  ]);
  const silences = incidents.filter((incident) => incident.kind === 'silence');
  return {
    sample: (asset, at) => samplers.get(asset)?.(at),
    isSpeaking: ({ deviceId }, at) =>
      !silences.some((silence) => silence.device === deviceId && isDuring(silence, at)),
  };
}

const entry = (asset: AssetId, sampler: Sampler): [AssetId, Sampler] => [asset, sampler];

/** Trucks, and the bins that they empty where their lines stop. */
function wasteSamplers(district: District, incidents: readonly Incident[]): [AssetId, Sampler][] {
  const { seed, origin, utcOffset, lines } = district;
  const bins = childrenOf(district, 'bin');
  return lines.flatMap((line) => {
    const timetable = timetableOf(seed, line);
    const truck = truckSampler({ seed, origin, utcOffset, line, timetable });
    const emptied = line.stops.flatMap(({ station }, stop) =>
      (bins.get(station) ?? []).map(({ assetId: id, attributes }) => {
        const stream = STREAMS.find((known) => known.stream === attributes?.stream)?.stream ?? 'other';
        const served = timetable.served[stop] ?? 0;
        return entry(id, binSampler({ seed, id, stream, utcOffset, crew: line.crew, served, incidents }));
      }),
    );
    return [...emptied, entry(line.truck, truck)];
  });
}

const tanks = ({ seed, utcOffset, assets }: District): [AssetId, Sampler][] =>
  assets
    .filter(({ kind }) => kind === 'tank')
    .map(({ assetId: id }) => entry(id, tankSampler({ seed, id, utcOffset })));

function lighting(district: District, incidents: readonly Incident[]): [AssetId, Sampler][] {
  const nights = nightsAt(district.origin);
  const circuits = childrenOf(district, 'circuit');
  const lamps = childrenOf(district, 'lamp');
  return [...circuits].flatMap(([cabinet, own]) => [
    ...cabinetSamplers({
      seed: district.seed,
      cabinet,
      circuits: own.map(({ assetId: id }) => ({
        id,
        lamps: (lamps.get(id) ?? []).map(({ assetId }) => assetId),
      })),
      nights,
      incidents,
    }),
  ]);
}

/** Assets of a kind by what they belong to, in the district's order. */
export function childrenOf({ assets }: District, kind: Asset['kind']): Map<AssetId, Asset[]> {
  const children = new Map<AssetId, Asset[]>();
  for (const asset of assets) {
    if (asset.kind !== kind || asset.parentId === undefined) continue;
    children.set(asset.parentId, [...(children.get(asset.parentId) ?? []), asset]);
  }
  return children;
}
