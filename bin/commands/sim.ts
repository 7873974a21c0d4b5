import type { Command } from 'commander';
import { seedOf } from './scenario.js';

interface SimFlags {
  readonly seed: string;
  readonly mqtt: string;
  readonly modbusPort: string;
  readonly rtu?: boolean;
  readonly truth?: string;
  readonly to?: string;
  readonly burst?: boolean;
  readonly registry?: string;
}

export function addSim(program: Command): void {
  program
    .command('sim <scenario>')
    .description('simulated devices in real time against any broker, or into a file')
    .requiredOption('--seed <n>', 'whole number; the same one brings the same city and the same chance')
    .option('--mqtt <url>', 'broker; with a user in it, all devices are that one’s', 'mqtt://127.0.0.1:1883')
    .option('--modbus-port <n>', 'for the cabinets, on the loopback; 0 takes a free one', '0')
    .option('--rtu', 'cabinets speak RTU frames over TCP')
    .option('--truth <file>', 'write what really happens, as JSON lines')
    .option('--to <file>', 'write readings.jsonl as fast as it goes, from the start that the scenario names')
    .option('--burst', 'send what the devices say as fast as the broker takes it; --mqtt with a user')
    .option('--registry <dir>', 'write assets.jsonl, devices.jsonl (with secrets) and grids.geojson')
    .action(async (name: string, flags: SimFlags) => {
      const { openNamedScenario } = await import('../scenario/find-scenario.js');
      const { writeReadings, writeRegistry, writeTruth } = await import('../sim/write-files.js');
      const { runBurst, runSim, simSecrets } = await import('../sim/run-sim.js');
      const { systemClock } = await import('../../runtime/index.js');
      const seed = seedOf(flags.seed);
      const modbusPort = Number(flags.modbusPort);
      // A file tells of the scenario's own days, so that it is the same whenever it is made.
      const start = flags.to === undefined && flags.burst !== true ? { from: systemClock.now() } : {};
      const modbusUrl = `${flags.rtu === true ? 'rtu+tcp' : 'tcp'}://127.0.0.1:${modbusPort === 0 ? 5_020 : modbusPort}`;
      const scenario = await openNamedScenario(name, { seed, modbusUrl, ...start });
      if (flags.registry !== undefined)
        await writeRegistry(flags.registry, scenario, simSecrets(seed, scenario));
      if (flags.truth !== undefined)
        await writeTruth(flags.truth, scenario.world.truth(scenario.from, scenario.to));
      if (flags.burst === true) return runBurst(scenario, flags.mqtt);
      if (flags.to === undefined)
        return runSim({ scenario, seed, mqttUrl: flags.mqtt, modbusPort, rtu: flags.rtu === true });
      const count = await writeReadings(flags.to, scenario);
      process.stdout.write(`${count} reports in ${flags.to}\n`);
    });
}
