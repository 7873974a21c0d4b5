import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// The compiled file stands in dist/bin/.
const here = dirname(fileURLToPath(import.meta.url));
/** The project's folder: rules, register maps and the built console are found below it. */
export const PROJECT_DIR = join(here, '..', '..');
export const CONSOLE_DIR = join(here, '..', 'console');
export const MAPS_DIR = join(PROJECT_DIR, 'gateway', 'maps');
export const PROFILES_DIR = join(PROJECT_DIR, 'gateway', 'profiles');
export const CODECS_DIR = join(PROFILES_DIR, 'codecs');
export const SCENARIOS_DIR = join(PROJECT_DIR, 'firmware-sim', 'scenarios');
export const DEFAULT_RULES = join(PROJECT_DIR, 'rules', 'default.yaml');
export const VERSION = '0.1.0';
