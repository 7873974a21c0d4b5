#!/usr/bin/env node
import { Command } from 'commander';
import { addCodec } from './commands/codec.js';
import { addBacktest, addCredential, addDoctor, addImport, addUser } from './commands/data.js';
import { addConvertStops } from './commands/lines.js';
import { addScenario } from './commands/scenario.js';
import { addScore } from './commands/score.js';
import { addSim } from './commands/sim.js';
import { addStart } from './commands/start.js';
import { VERSION } from './root.js';

const program = new Command('streetkeep')
  .description("Watches a city's sanitation and lighting equipment.")
  .version(VERSION)
  .showHelpAfterError();
addStart(program);
addImport(program);
addConvertStops(program);
addBacktest(program);
addUser(program);
addCredential(program);
addCodec(program);
addDoctor(program);
addScenario(program);
addScore(program);
addSim(program);

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  // What a start that failed halfway has opened must not keep the process alive; the log makes that safe.
  process.exit(1);
}
