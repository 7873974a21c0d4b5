import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startCutProxy } from './cut-proxy.js';
import { FAKE_CREDENTIALS, startFakeApi } from './fake-api.js';
import { SILENT } from './fake-values.js';

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

const ROOT = fileURLToPath(new URL('../../console/', import.meta.url));

/** A console to drive with a browser, with an overflow open in it. */
export async function startConsole(): Promise<RunningConsole> {
  if (!existsSync(ROOT)) throw new Error(`${ROOT} is missing: run npx vite build dashboards/console`);
  const api = await startFakeApi({ root: ROOT });
  const proxy = await startCutProxy(api.port);
  return {
    url: `http://127.0.0.1:${proxy.port}`,
    ...FAKE_CREDENTIALS,
    silentAssetId: SILENT.assetId,
    poleNumber: 'LX00011',
    cut: proxy.cut,
    mend: proxy.mend,
    async close() {
      await proxy.close();
      await api.close();
    },
  };
}
