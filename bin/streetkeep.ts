#!/usr/bin/env -S node --max-semi-space-size=64
import { Command } from 'commander';
import { addBacktest, addCredential, addDoctor, addImport, addUser } from './commands/data.js';
import { addScenario } from './commands/scenario.js';
import { addSim } from './commands/sim.js';
import { addStart } from './commands/start.js';
import { VERSION } from './root.js';

const program = new Command('streetkeep')
  .description("Watches a city's sanitation and lighting equipment.")
  .version(VERSION)
  .showHelpAfterError();
addStart(program);
addImport(program);
addBacktest(program);
addUser(program);
addCredential(program);
addDoctor(program);
addScenario(program);
addSim(program);

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
