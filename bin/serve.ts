import { createLogger, readCertificates, systemClock } from '../runtime/index.js';
import { loadConfig, makePassword } from './config.js';
import { serveControl } from './control-server.js';
import { type Foundation, openFoundation } from './foundation.js';
import { prepareDistrict, runDistrict } from './sim-district.js';
import { type System, startSystem } from './system.js';

export interface StartOptions {
  readonly config?: string;
  readonly data?: string;
  /** Which scenario's devices come along; true for the usual one. */
  readonly sim: string | boolean;
}

/** A stop that takes longer than this is cut short; the log makes that safe. */
const STOP_WITHIN_MS = 10_000;

/** Runs everything until the process is told to stop. */
export async function serve({ config: file, data, sim }: StartOptions): Promise<void> {
  const config = loadConfig(process.env, file, data === undefined ? {} : { data });
  const logger = createLogger(config.logLevel);
  // Before anything is opened: with a wrong file nothing starts.
  if (config.tls !== undefined) await readCertificates(config.tls.files, systemClock.now());
  const base = await openFoundation(config, systemClock, logger);
  const password = await ensureAdmin(base);
  const scenario = sim === true ? 'demonstration' : sim;
  const demonstration = scenario === false ? undefined : await prepareDistrict(base, scenario);
  let stop: (code: number) => void = (code) => process.exit(code);
  const system = await startSystem(base, (reason) => {
    logger.error('system.fatal', { reason });
    stop(70);
  });
  const control = await serveControl(system);
  announce(system, password);
  const district = demonstration === undefined ? undefined : await runDistrict(system, demonstration);
  stop = once((code: number) => {
    setTimeout(() => process.exit(code), STOP_WITHIN_MS).unref();
    void (async () => {
      await district?.close();
      await control.close();
      await system.close();
      process.exit(code);
    })();
  });
  process.on('SIGTERM', () => stop(0));
  process.on('SIGINT', () => stop(0));
}

function once(act: (code: number) => void): (code: number) => void {
  let done = false;
  return (code) => {
    if (!done) act(code);
    done = true;
  };
}

/** Makes the first account; resolves with its password when nobody has chosen it. */
async function ensureAdmin({ people, config }: Foundation): Promise<string | undefined> {
  if (!(await people.isEmpty())) return undefined;
  const made = config.adminPassword === undefined ? makePassword() : undefined;
  await people.add('admin', 'admin', config.adminPassword ?? made ?? '');
  return made ?? '(as configured)';
}

function announce({ base, httpPort, httpsPort, mqtt }: System, password: string | undefined): void {
  const host = base.config.bind === '0.0.0.0' ? 'localhost' : base.config.bind;
  const lines = [
    '',
    '  Streetkeep is running.',
    '',
    `    console   http://${host}:${httpPort}`,
    '    user      admin',
    `    password  ${password ?? '(unchanged since the first start; `streetkeep user passwd admin` sets a new one)'}`,
    `    devices   mqtt://${host}:${mqtt.port}`,
    ...(httpsPort === undefined
      ? []
      : [`    over TLS  https://${host}:${httpsPort}  mqtts://${host}:${mqtt.tlsPort}`]),
    `    data      ${base.config.dataDir}`,
    '',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
