// Appends to a log from a process of its own, so that tests can kill it and meddle with its system calls.
// Arguments: folder, plan (JSON). Says on standard output: `ack <first> <n> <count>` for each acknowledged append,
// `rejected <code> <message>`, `idle` when the plan is done; then waits for standard input to end and closes.
import { writeSync } from 'node:fs';
import { LogError, openLocalLog, silentLogger, systemClock } from '../../runtime/index.js';
import { testCodec } from './log-items.js';
import { type WriterPlan, writtenEntries } from './log-writer-plan.js';

const [dir = '', planText = '{}'] = process.argv.slice(2);
const plan = JSON.parse(planText) as WriterPlan;
const say = (line: string): void => void writeSync(1, `${line}\n`);

function sayRejected(error: unknown): void {
  say(
    error instanceof LogError ? `rejected ${error.code} ${error.message}` : `rejected none ${String(error)}`,
  );
}

async function run(): Promise<void> {
  const log = await openLocalLog({ dir, codec: testCodec, clock: systemClock, logger: silentLogger });
  say('open');
  let n = plan.firstN;
  const lane = async (): Promise<void> => {
    for (let round = 0; round < plan.appendsPerLane; round += 1) {
      const mine = n;
      n += plan.size;
      try {
        const first = await log.append(writtenEntries(mine, plan.size, plan.textBytes));
        say(`ack ${first} ${mine} ${plan.size}`);
      } catch (error) {
        sayRejected(error);
      }
    }
  };
  await Promise.all(Array.from({ length: plan.lanes }, lane));
  say('idle');
  for await (const _ of process.stdin);
  await log.close();
}

await run().catch((error: unknown) => {
  sayRejected(error);
  process.exitCode = 1;
});
