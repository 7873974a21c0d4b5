import type { Command } from 'commander';
import type { StartOptions } from '../serve.js';

export function addStart(program: Command): void {
  program
    .command('start')
    .description('run the gateway, the rules, the API and the console')
    .option('--config <file>', 'configuration file (YAML)')
    .option('--data <dir>', 'data folder')
    .option('--no-sim', 'without the simulated district')
    .action(async (options: StartOptions) => {
      const { serve } = await import('../serve.js');
      await serve(options);
    });
}
