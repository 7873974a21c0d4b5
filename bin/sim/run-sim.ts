import { createHash } from 'node:crypto';
import { burstCity, type LiveCity, platformsOf, type Scenario, startCity } from '../../firmware-sim/index.js';
import { createLogger, systemClock } from '../../runtime/index.js';
import { InputFaults } from '../input-faults.js';

/** Secrets of simulated devices and platforms follow from the seed, so that a city can be registered before it comes alive. */
export const simSecrets = (seed: number, { city }: Scenario): ReadonlyMap<string, string> =>
  new Map(
    [
      ...platformsOf(city.devices).map(({ name }) => name),
      ...city.devices.map(({ deviceId }) => String(deviceId)),
    ].map((name) => [name, createHash('sha256').update(`${seed} ${name}`).digest('base64url').slice(0, 22)]),
  );

export interface SimOptions {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly mqttUrl: string;
  readonly modbusPort: number;
  readonly rtu: boolean;
}

/** Lets the devices live in real time; resolves when the scenario is over or the process is told to stop. */
export async function runSim({ scenario, seed, mqttUrl, modbusPort, rtu }: SimOptions): Promise<void> {
  const secrets = simSecrets(seed, scenario);
  for (const { name, topics, idPrefix } of platformsOf(scenario.city.devices)) {
    const secret = secrets.get(name) ?? '';
    process.stdout.write(
      `streetkeep credential add ${name} --topics '${topics.join(',')}' --prefix ${idPrefix} --secret=${secret}\n`,
    );
  }
  const live: LiveCity = await startCity({
    ...scenario,
    mqttUrl,
    modbusPort,
    framing: rtu ? 'rtu' : 'tcp',
    secrets,
    clock: systemClock,
    log: createLogger('info'),
  });
  process.stdout.write(
    `${scenario.name}: ${scenario.city.devices.length} devices; cabinets at ${rtu ? 'rtu+tcp' : 'tcp'}://127.0.0.1:${live.modbusPort}\n`,
  );
  const told = new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  await Promise.race([live.done, told]);
  await live.close();
  process.stdout.write(`${live.fleet.acknowledged} messages acknowledged, ${live.fleet.open} not.\n`);
}

/** Sends the scenario's hours as fast as the broker takes them, and says how fast that was. */
export async function runBurst(scenario: Scenario, mqttUrl: string): Promise<void> {
  if (new URL(mqttUrl).username === '')
    throw new InputFaults(['--burst: --mqtt needs a user, whose connections they all share']);
  const { reports, seconds } = await burstCity({ ...scenario, mqttUrl, clock: systemClock });
  const peakMb = process.resourceUsage().maxRSS / 1_024;
  process.stdout.write(
    `${reports} reports acknowledged in ${seconds.toFixed(1)} s, ${Math.round(reports / seconds)}/s; memory at its highest ${Math.round(peakMb)} MB\n`,
  );
}
