import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AlertBook,
  after,
  type RaisedAlert,
  type Score,
  score,
  seconds,
  type Truth,
} from '../../core/index.js';
import { cabinetUnits, type Scenario, SimulatedClock } from '../../firmware-sim/index.js';
import { createIntake, Pressure } from '../../gateway/index.js';
import { type Logger, ticks } from '../../runtime/index.js';
import { writeBasemap } from '../basemap.js';
import { loadConfig } from '../config.js';
import { startModbus } from '../doors.js';
import { type Ground, openGround, registerAll } from '../foundation.js';
import { InputFaults } from '../input-faults.js';
import { startJudging, timeKeeper } from '../judging.js';
import { importRules } from '../rules.js';
import { streetsOf } from '../streets.js';
import { type Carrier, rest } from './carrier.js';
import { direct } from './direct.js';
import { keepIn } from './keep.js';
import { overWire } from './wire.js';

export interface ScenarioOptions {
  readonly scenario: Scenario;
  /** Default: the bundled rules. */
  readonly rules?: { readonly file: string; readonly text: string };
  /** Over real MQTT and Modbus on the loopback, instead of without sockets. */
  readonly wire?: boolean;
  /** An empty folder that becomes the system's data folder and stays. */
  readonly keep?: string | undefined;
  readonly logger: Logger;
}

export interface ScenarioResult {
  readonly score: Score;
  readonly alerts: readonly RaisedAlert[];
  readonly truths: readonly Truth[];
  /** Entries of the log. */
  readonly entries: number;
}

/** Plays a scenario to a whole system of its own, whose clock the simulator drives, and holds its alerts against the truth. */
export async function runScenario(options: ScenarioOptions): Promise<ScenarioResult> {
  const { scenario, wire = false, keep } = options;
  if (wire && keep !== undefined) throw new InputFaults(['--keep and --wire exclude each other']);
  const dir = keep === undefined ? mkdtempSync(join(tmpdir(), 'streetkeep-scenario-')) : emptyDir(keep);
  const clock = new SimulatedClock(scenario.from, () => rest(carrier));
  const units = cabinetUnits({ ...scenario, clock });
  const carrier = wire ? await overWire(scenario, units) : direct(scenario, units);
  try {
    return await play(options, { dir, clock, carrier });
  } finally {
    if (keep === undefined) rmSync(dir, { recursive: true, force: true });
  }
}

function emptyDir(dir: string): string {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  if (readdirSync(dir).length > 0) throw new InputFaults([`--keep: ${dir} is not empty`]);
  return dir;
}

interface Stage {
  readonly dir: string;
  readonly clock: SimulatedClock;
  readonly carrier: Carrier;
}

async function play(options: ScenarioOptions, stage: Stage): Promise<ScenarioResult> {
  const { scenario, logger, keep } = options;
  const { dir, clock, carrier } = stage;
  const base = await openGround(
    loadConfig({ STREETKEEP_DATA: dir, STREETKEEP_MQTT_PORT: '0' }),
    clock,
    logger,
    carrier.openLog,
  );
  await furnish(base, options, carrier);
  const keeping = keep === undefined ? undefined : await keepIn(dir, base.log, logger);
  const book = new AlertBook();
  const fate: { death?: Error } = {};
  const engine = await startJudging(base, {
    onEffects: (effects) => {
      for (const { effect } of effects) book.note(effect);
    },
    care: {
      logger,
      onDeath: (reader, cause) => {
        fate.death = new Error(`the reader ${reader} has failed`, { cause });
      },
    },
  });
  const door = { intake: createIntake(base), pressure: new Pressure() };
  await carrier.open(base, door);
  const modbus = await startModbus(base, door, (url) => carrier.dial(url));
  const stopped = new AbortController();
  const time = keepTime(base, stopped.signal);
  await letHappen(scenario, stage, async () => {
    if (fate.death !== undefined) throw fate.death;
    await keeping?.pace();
  });
  stopped.abort();
  await time;
  await modbus.close();
  await carrier.close();
  await engine.reached(base.log.head);
  await engine.close();
  await keeping?.finish();
  const result = await judge(base, scenario, book.all());
  await base.close();
  return result;
}

/** The city is registered, its rules are live. */
async function furnish(
  base: Ground,
  { scenario, rules, keep }: ScenarioOptions,
  carrier: Carrier,
): Promise<void> {
  const { city } = scenario;
  if (rules !== undefined) await importRules(base, rules.text, rules.file, true);
  const grants = city.devices.map((device) => ({ device, secret: carrier.secrets.get(device.deviceId) }));
  await registerAll(base, city.assets, grants);
  if (keep !== undefined) await writeBasemap(base.config.dataDir, streetsOf(city));
}

/** Lets the world go its way from the scenario's beginning to its end. `watch` is called at every instant that sleepers met. */
async function letHappen(
  { city, world, from, to }: Scenario,
  { clock, carrier }: Stage,
  watch: () => Promise<void>,
): Promise<void> {
  for (const { deviceId: device } of city.devices) {
    if (world.isReachable(device, from)) carrier.deliver({ kind: 'link', at: from, device, online: true });
  }
  for (const delivery of world.deliveries(from, to, 'spoken')) {
    if (delivery.at > clock.now()) {
      if (carrier.busyWith() !== '') await rest(carrier);
      if (!clock.skip(delivery.at)) {
        await clock.advance(delivery.at);
        await watch();
      }
    }
    carrier.deliver(delivery);
  }
  await rest(carrier);
  await clock.advance(after(to, -1));
}

async function judge(
  base: Ground,
  { world, from, to }: Scenario,
  alerts: RaisedAlert[],
): Promise<ScenarioResult> {
  const truths = world.truth(from, to);
  const rules = (await base.ruleSets.live())?.rules ?? { rules: [] };
  return {
    score: score({ truths, alerts, registry: base.registry, rules, from, to }),
    alerts,
    truths,
    entries: base.log.head,
  };
}

async function keepTime(base: Ground, signal: AbortSignal): Promise<void> {
  const noteTime = timeKeeper(base);
  for await (const _ of ticks(base.clock, seconds(1), signal)) await noteTime();
}
