import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openScenario, type Scenario, type ScenarioSource } from '../../firmware-sim/index.js';
import { describeFault } from '../../runtime/index.js';
import { InputFaults } from '../input-faults.js';
import { SCENARIOS_DIR } from '../root.js';

const ENDING = '.yaml';

/** The bundled scenarios, by name. */
export const scenarioNames = (): readonly string[] =>
  readdirSync(SCENARIOS_DIR)
    .filter((file) => file.endsWith(ENDING))
    .map((file) => file.slice(0, -ENDING.length))
    .sort();

/** Opens a bundled scenario by its name, or any file. All that is wrong with it is said at once. */
export async function openNamedScenario(
  name: string,
  options: Omit<ScenarioSource, 'text' | 'file'>,
): Promise<Scenario> {
  const bundled = join(SCENARIOS_DIR, `${name}${ENDING}`);
  const file = !name.includes('/') && existsSync(bundled) ? bundled : name;
  if (!existsSync(file)) {
    throw new InputFaults([`there is no scenario ${name}; known: ${scenarioNames().join(', ')}`]);
  }
  const opened = openScenario({ ...options, text: await readFile(file, 'utf8'), file });
  if (!opened.ok) throw new InputFaults(opened.faults.map(describeFault));
  return opened.scenario;
}
