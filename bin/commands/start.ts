import type { Command } from 'commander';
import type { StartOptions } from '../serve.js';

export function addStart(program: Command): void {
  program
    .command('start')
    .description('run the gateway, the rules, the API and the console')
    .option('--config <file>', 'configuration file (YAML)')
    .option('--data <dir>', 'data folder')
    .option('--sim [scenario]', 'simulated devices: a bundled scenario or a file', 'demonstration')
    .option('--no-sim', 'without simulated devices')
    .action(async (options: StartOptions) => {
      const { serve } = await import('../serve.js');
      await serve(options);
    });
}
