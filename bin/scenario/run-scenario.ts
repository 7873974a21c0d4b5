import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AlertBook,
  after,
  type Entry,
  entryCodec,
  type RaisedAlert,
  type Score,
  score,
  seconds,
  type Truth,
} from '../../core/index.js';
import { cabinetUnits, type Scenario, SimulatedClock } from '../../firmware-sim/index.js';
import { createIntake, Pressure } from '../../gateway/index.js';
import { type Logger, MemoryLog, ticks } from '../../runtime/index.js';
import { loadConfig } from '../config.js';
import { startModbus } from '../doors.js';
import { type Ground, openGround, registerAll } from '../foundation.js';
import { startJudging, timeKeeper } from '../judging.js';
import { importRules } from '../rules.js';
import type { Carrier } from './carrier.js';
import { direct } from './direct.js';

export interface ScenarioOptions {
  readonly scenario: Scenario;
  /** Default: the bundled rules. */
  readonly rules?: { readonly file: string; readonly text: string };
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
  const { scenario } = options;
  const dir = mkdtempSync(join(tmpdir(), 'streetkeep-scenario-'));
  const clock = new SimulatedClock(scenario.from, () => rest(carrier));
  const carrier = direct(scenario, cabinetUnits({ ...scenario, clock }));
  try {
    return await play(options, { dir, clock, carrier });
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

interface Stage {
  readonly dir: string;
  readonly clock: SimulatedClock;
  readonly carrier: Carrier;
}

async function play(options: ScenarioOptions, { dir, clock, carrier }: Stage): Promise<ScenarioResult> {
  const { scenario, rules, logger } = options;
  const { city, world, from, to } = scenario;
  const config = loadConfig({ STREETKEEP_DATA: dir, STREETKEEP_MQTT_PORT: '0' });
  const base = await openGround(config, clock, logger, () =>
    Promise.resolve(new MemoryLog<Entry>({ codec: entryCodec, clock })),
  );
  if (rules !== undefined) await importRules(base, rules.text, rules.file, true);
  await registerAll(
    base,
    city.assets,
    city.devices.map((device) => ({ device })),
  );
  const book = new AlertBook();
  let death: Error | undefined;
  const engine = await startJudging(base, {
    onEffects: (effects) => {
      for (const { effect } of effects) book.note(effect);
    },
    care: {
      logger,
      onDeath: (reader, error) => {
        death = new Error(`the reader ${reader} has failed`, { cause: error });
      },
    },
  });
  const door = { intake: createIntake(base), pressure: new Pressure() };
  await carrier.open(base, door);
  const modbus = await startModbus(base, door, (url) => carrier.dial(url));
  const stopped = new AbortController();
  const time = keepTime(base, stopped.signal);
  for (const { deviceId } of city.devices) {
    if (world.isReachable(deviceId, from))
      carrier.deliver({ kind: 'link', at: from, device: deviceId, online: true });
  }
  for (const delivery of world.deliveries(from, to, 'spoken')) {
    if (delivery.at > clock.now()) {
      if (carrier.isBusy()) await rest(carrier);
      if (!clock.skip(delivery.at)) await clock.advance(delivery.at);
      if (death !== undefined) throw death;
    }
    carrier.deliver(delivery);
  }
  await rest(carrier);
  await clock.advance(after(to, -1));
  stopped.abort();
  await time;
  await modbus.close();
  await carrier.close();
  await engine.reached(base.log.head);
  await engine.close();
  const entries = base.log.head;
  const live = await base.ruleSets.live();
  await base.close();
  const alerts = book.all();
  const truths = world.truth(from, to);
  const ruleSet = live?.rules ?? { rules: [] };
  return {
    score: score({ truths, alerts, registry: base.registry, rules: ruleSet, from, to }),
    alerts,
    truths,
    entries,
  };
}

async function keepTime(base: Ground, signal: AbortSignal): Promise<void> {
  const noteTime = timeKeeper(base);
  for await (const _ of ticks(base.clock, seconds(1), signal)) await noteTime();
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Everything that needs no more than this process comes to rest within a turn of its event loop. */
async function rest(carrier: Carrier): Promise<void> {
  do await turn();
  while (carrier.isBusy());
}
