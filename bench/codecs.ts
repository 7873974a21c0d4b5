import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { CodecRunner, loadCodecs } from '../gateway/index.js';

const CODECS = fileURLToPath(new URL('../../gateway/profiles/codecs', import.meta.url));
/** Calls that wait at once, as a busy network server's connection makes them. */
const AT_ONCE = 256;
const FRAMES = [
  { codec: 'dingtek-df702', fPort: 3, hex: '800001011907d0010080e94200a01242190000111100080081' },
  { codec: 'milesight-em400-mud', fPort: 85, hex: '01755c0367010104824408050001' },
  { codec: 'milesight-ws558', fPort: 85, hex: '0374fc080480c800000005816206831027000007c990010831ff05' },
  { codec: 'dragino-lgt92', fPort: 2, hex: '022f5bf006f935604e10630064ff9c' },
].map(({ hex, ...rest }) => ({ ...rest, bytes: [...Buffer.from(hex, 'hex')] }));

/** Decodes a second through the sandbox, by the bundled codecs in turn: there and back over the thread's border. */
async function decodesPerSecond(count: number): Promise<object> {
  const runner = new CodecRunner(await loadCodecs(CODECS));
  const run = async (n: number): Promise<void> => {
    const frame = FRAMES[n % FRAMES.length];
    if (frame === undefined) return;
    const { codec, ...input } = frame;
    const result = await runner.decode(codec, { ...input, recvTime: 1_763_800_000_000, variables: {} });
    if (!result.ok) throw new Error(result.error);
  };
  const all = async (times: number): Promise<void> => {
    for (let from = 0; from < times; from += AT_ONCE)
      await Promise.all(Array.from({ length: AT_ONCE }, (_, n) => run(from + n)));
  };
  await all(AT_ONCE * 4);
  const started = performance.now();
  const cpu = process.cpuUsage();
  await all(count);
  const seconds = (performance.now() - started) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  await runner.close();
  return {
    decodes: count,
    perSecond: Math.round(count / seconds),
    // Both threads together.
    perCoreSecond: Math.round((count * 1e6) / (user + system)),
  };
}

process.stdout.write(`${JSON.stringify(await decodesPerSecond(Number(argv[2] ?? 102_400)))}\n`);
