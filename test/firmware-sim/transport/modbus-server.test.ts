import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import MS from 'modbus-serial';
import { describe, expect, onTestFinished, test } from 'vitest';
import { unixMs } from '../../../core/index.js';
import {
  type CabinetUnits,
  cabinetUnits,
  createWorld,
  type Framing,
  serveModbus,
} from '../../../firmware-sim/index.js';
import { aCity } from '../../support/city.js';
import { ManualClock } from '../../support/manual-clock.js';
import { until } from '../../support/until.js';

const city = aCity();
const NIGHT = unixMs(Date.UTC(2026, 3, 13, 14));
const units: CabinetUnits = cabinetUnits({ city, world: createWorld(city), clock: new ManualClock(NIGHT) });

async function aServer(framing: Framing, of: CabinetUnits = units): Promise<number> {
  const server = await serveModbus(of, 0, framing);
  onTestFinished(() => server.close());
  return server.port;
}

async function aClient(port: number): Promise<{ socket: Socket; answers: () => string }> {
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  let heard = '';
  socket.on('data', (bytes: Buffer) => {
    heard += bytes.toString('hex');
  });
  return { socket, answers: () => heard };
}

type Client = InstanceType<typeof MS.default>;

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');
/** Of every unit the registers read 0x1234, the bits 1 0 1; only unit 1 is there. */
const stub: CabinetUnits = {
  read: (unit, table, _, length) => {
    if (unit !== 1) return { exception: 11 };
    return table === 'input' ? Array.from({ length }, () => 0x12_34) : [1, 0, 1].slice(0, length);
  },
};

describe('frames, byte for byte', () => {
  // The checksums were worked out with another implementation (modbus-serial).
  test.each([
    {
      says: 'RTU: a register',
      framing: 'rtu',
      ask: '01 04 00 00 00 01 31 ca',
      answer: '01 04 02 12 34 b4 47',
    },
    { says: 'RTU: bits', framing: 'rtu', ask: '01 02 00 00 00 03 38 0b', answer: '01 02 01 05 61 8b' },
    {
      says: 'RTU: noise before a request is passed over, and what fails its checksum is not answered',
      framing: 'rtu',
      ask: 'ff 01 04 00 00 00 01 31 cb 01 04 00 00 00 01 31 ca',
      answer: '01 04 02 12 34 b4 47',
    },
    {
      says: 'TCP: two requests in one packet',
      framing: 'tcp',
      ask: '00 07 00 00 00 06 01 04 00 00 00 01  00 08 00 00 00 06 01 02 00 00 00 03',
      answer: '00 07 00 00 00 05 01 04 02 12 34  00 08 00 00 00 04 01 02 01 05',
    },
    {
      says: 'TCP: a unit that is not there, and a function that it has not',
      framing: 'tcp',
      ask: '00 01 00 00 00 06 02 04 00 00 00 01  00 02 00 00 00 06 01 03 00 00 00 01',
      answer: '00 01 00 00 00 03 02 84 0b  00 02 00 00 00 03 01 83 01',
    },
  ] as const)('$says', async ({ framing, ask, answer }) => {
    const { socket, answers } = await aClient(await aServer(framing, stub));
    // Byte by byte: frames fall apart on their way.
    for (const byte of hex(ask)) socket.write(Buffer.from([byte]));
    const wanted = hex(answer).toString('hex');
    await until('the answer is there', () => answers().length >= wanted.length);
    expect(answers()).toBe(wanted);
  });
});

describe("modbus-serial reads a cabinet's memory", () => {
  test.each([
    { framing: 'tcp', dial: (client: Client, port: number) => client.connectTCP('127.0.0.1', { port }) },
    {
      framing: 'rtu',
      dial: (client: Client, port: number) => client.connectTelnet('127.0.0.1', { port }),
    },
  ] as const)('over $framing', async ({ framing, dial }) => {
    const client = new MS.default();
    await dial(client, await aServer(framing));
    onTestFinished(() => new Promise<void>((resolve) => client.close(() => resolve())));
    client.setTimeout(5_000);
    for (const unit of [1, 2, 8]) {
      client.setID(unit);
      const [inputs, bits] = [units.read(unit, 'input', 0, 6), units.read(unit, 'discrete', 0, 20)];
      if ('exception' in inputs || 'exception' in bits) throw new Error(`unit ${unit} does not answer`);
      expect((await client.readInputRegisters(0, 6)).data).toEqual([...Array.from(inputs)]);
      expect((await client.readDiscreteInputs(0, 20)).data.slice(0, 20).map(Number)).toEqual(
        Array.from(bits),
      );
      // By night the first circuit has its 230 V.
      expect(inputs[0]).toBeGreaterThan(2_000);
    }
    await expect(client.readInputRegisters(60_000, 2)).rejects.toMatchObject({ modbusCode: 2 });
  });
});
