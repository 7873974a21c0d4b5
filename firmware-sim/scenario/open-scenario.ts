import { after, hours, type Ms, minutes, ms, Spot, seconds, type UnixMs, unixMs } from '../../core/index.js';
import { readYaml, type SourceFault } from '../../runtime/index.js';
import { parseFaults } from '../fault/parse-faults.js';
import { buildCity, type City } from '../plant/town/build-city.js';
import type { Dialects } from '../plant/town/dialects.js';
import { createWorld, type World } from '../plant/world.js';

export interface ScenarioSource {
  /** YAML text and what to call it in faults. */
  readonly text: string;
  readonly file: string;
  readonly seed: number;
  /** Where the cabinets are reached, when they are reached over a socket. */
  readonly modbusUrl?: string;
  /** Starts here instead of where the file says. */
  readonly from?: UnixMs;
  /** Seconds between two polls of a cabinet. */
  readonly cabinetPollS?: number;
}

/** A city with its physics and what will go wrong in it. */
export interface Scenario {
  readonly name: string;
  /** One line. */
  readonly story: string;
  readonly city: City;
  readonly world: World;
  readonly from: UnixMs;
  /** Exclusive. */
  readonly to: UnixMs;
}

export type OpenedScenario =
  | { readonly ok: true; readonly scenario: Scenario }
  | { readonly ok: false; readonly faults: readonly SourceFault[] };

/** Simulated cities stand in the middle of Jinan. */
const ORIGIN = { lat: 36.66, lon: 117.02 };
const SIZES = ['quarter', 'demo', 'district', 'city'] as const;
const KEYS = ['name', 'story', 'city', 'start', 'lasts', 'poll', 'dialects', 'faults'] as const;
const DIALECTS = ['native', 'mixed'] as const;
const LOCAL_TIME = /^(\d{4})-(\d{2})-(\d{2}) (\d{2}):(\d{2})$/;
/** How often a cabinet is asked, as in the field: what changes is seen within this. */
const POLL = minutes(5);
const UTC_OFFSET = hours(8);

/** Reads a scenario file and lays out its city. The same text and seed bring the same world on every machine. */
export function openScenario(source: ScenarioSource): OpenedScenario {
  const yaml = readYaml(source.text, source.file);
  if (!yaml.ok) return yaml;
  const issues: { readonly path: readonly (string | number)[]; readonly message: string }[] = [];
  const plan = readPlan(new Spot(yaml.value, [], issues), source.from);
  const scenario = plan === undefined ? undefined : furnish(plan, source, issues);
  if (scenario !== undefined && issues.length === 0) return { ok: true, scenario };
  return { ok: false, faults: issues.map(({ path, message }) => yaml.faultAt(path, message)) };
}

interface Plan {
  readonly name: string;
  readonly story: string;
  readonly size: (typeof SIZES)[number];
  readonly from: UnixMs;
  readonly lasts: Ms;
  /** Between two polls of a cabinet, ms. */
  readonly poll: number;
  readonly dialects: Dialects;
  readonly faults: unknown;
}

function readPlan(root: Spot, given: UnixMs | undefined): Plan | undefined {
  if (!root.isObject(KEYS)) return undefined;
  const name = root.field('name').text(/^[a-z0-9][a-z0-9-]{0,40}$/, 'a name such as storm-night');
  const story = root.field('story').text(/^.{1,200}$/, 'the story in one line');
  const size = root.field('city').word(SIZES, 'a size of city');
  const named = readStart(root.field('start'));
  const lasts = root.field('lasts').duration();
  if (lasts !== undefined && lasts < minutes(1))
    root.field('lasts').complain('a scenario lasts a minute or more');
  const poll = root.field('poll').isAbsent ? POLL : root.field('poll').duration();
  if (poll !== undefined && (poll < seconds(1) || poll > minutes(5)))
    root.field('poll').complain('a cabinet is polled every 1s to 5m');
  const dialects = root.field('dialects').isAbsent
    ? 'native'
    : root.field('dialects').word(DIALECTS, 'native or mixed');
  if (dialects === undefined) return undefined;
  if (name === undefined || story === undefined || size === undefined) return undefined;
  if (named === undefined || lasts === undefined || poll === undefined) return undefined;
  return {
    name,
    story,
    size,
    from: given ?? named,
    lasts: ms(lasts),
    poll,
    dialects,
    faults: root.field('faults').value,
  };
}

function readStart(spot: Spot): UnixMs | undefined {
  const text = spot.text(LOCAL_TIME, 'a local time such as "2026-03-02 06:00"');
  const parts = LOCAL_TIME.exec(text ?? '')
    ?.slice(1)
    .map(Number);
  if (parts === undefined) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = parts;
  return unixMs(Date.UTC(year, month - 1, day, hour, minute) - UTC_OFFSET);
}

function furnish(
  { name, story, size, from, lasts, poll, dialects, faults }: Plan,
  { seed, modbusUrl, cabinetPollS = poll / 1_000 }: ScenarioSource,
  issues: { path: readonly (string | number)[]; message: string }[],
): Scenario | undefined {
  const city = buildCity({
    seed,
    origin: ORIGIN,
    size,
    cabinetPollS,
    dialects,
    ...(modbusUrl === undefined ? {} : { modbusUrl }),
  });
  // A calm scenario has none.
  const parsed = faults === undefined ? undefined : parseFaults(faults, city, from, ['faults']);
  if (parsed !== undefined && !parsed.ok) {
    issues.push(...parsed.error);
    return undefined;
  }
  const world = createWorld(city, parsed?.value ?? []);
  return { name, story, city, world, from, to: after(from, lasts) };
}
