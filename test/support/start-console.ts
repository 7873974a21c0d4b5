import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadConfig } from '../../bin/config.js';
import { openFoundation } from '../../bin/foundation.js';
import { prepareDistrict, runDistrict } from '../../bin/sim-district.js';
import { startSystem } from '../../bin/system.js';
import { silentLogger, systemClock } from '../../runtime/index.js';
import { startCutProxy } from './cut-proxy.js';
import { PASSWORD } from './streetkeep.js';
import { until } from './until.js';

export interface RunningConsole {
  readonly url: string;
  readonly username: string;
  readonly password: string;
  /** An asset whose device fell silent, and the pole number of a lamp. */
  readonly silentAssetId: string;
  readonly poleNumber: string;
  /** Cuts the wire between the browser and the server, silently. */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

const CONSOLE = fileURLToPath(new URL('../../console/', import.meta.url));

/** The whole system with its demonstration district, behind a wire that can be cut. */
export async function startConsole(): Promise<RunningConsole> {
  if (!existsSync(CONSOLE)) throw new Error(`${CONSOLE} is missing: npm run build`);
  const dir = mkdtempSync(join(tmpdir(), 'streetkeep-test-'));
  const config = loadConfig({ STREETKEEP_DATA: dir, STREETKEEP_HTTP_PORT: '0', STREETKEEP_MQTT_PORT: '0' });
  const base = await openFoundation(config, systemClock, silentLogger);
  await base.people.add('admin', 'admin', PASSWORD);
  const demonstration = await prepareDistrict(base, 'demonstration');
  const system = await startSystem(base, () => {});
  await system.engine.caughtUp;
  // The hours that went through the log are enough of a past here.
  const district = await runDistrict(system, { ...demonstration, isFirst: false });
  const open = () => base.alerts.find({ states: ['firing'], limit: 100 });
  await until('a bin overflows and a device is silent', async () => {
    const kinds = (await open()).map(({ kind, severity }) => `${kind} ${severity}`);
    return kinds.includes('overflow critical') && kinds.includes('silent major');
  });
  const silent = (await open()).find(({ kind }) => kind === 'silent');
  const lamp = demonstration.scenario.city.assets.find(({ poleNumber }) => poleNumber !== undefined);
  const proxy = await startCutProxy(system.httpPort);
  return {
    url: `http://127.0.0.1:${proxy.port}`,
    username: 'admin',
    password: PASSWORD,
    silentAssetId: silent?.assetId ?? '',
    poleNumber: lamp?.poleNumber ?? '',
    cut: proxy.cut,
    mend: proxy.mend,
    close: async () => {
      await proxy.close();
      await district.close();
      await system.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
