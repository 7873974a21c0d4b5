import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { Seats, WAITING_ROOM } from '../../../gateway/broker/seats.js';
import { Authority } from '../../support/certificates.js';
import { startGateway } from '../../support/gateway.js';
import { connectPacket, RawMqtt, rawClient } from '../../support/raw-mqtt.js';
import { until } from '../../support/until.js';
import { WAYS } from '../../support/ways.js';

describe('more clients than there may be', () => {
  test.each(WAYS)('are refused as unavailable over $way, and counted', async ({ to }) => {
    const gateway = await startGateway({ tls: new Authority().server(), maxConnections: 2 });
    const first = await rawClient(gateway.port, 'nb-1');
    await rawClient(gateway.port, 'nb-2');
    const third = new RawMqtt(to(gateway));
    third.send(connectPacket('gw-1'));
    await third.ended();
    expect(third.received).toMatchObject([{ cmd: 'connack', returnCode: 3 }]);
    expect(gateway.refused).toBe(1);
    first.socket.destroy();
    await until('the seat is free', () => gateway.connections === 1);
    const fourth = await rawClient(to(gateway), 'gw-1');
    expect(fourth.received).toMatchObject([{ cmd: 'connack', returnCode: 0 }]);
  });

  test('do not keep one out who comes back before his old connection is known to be dead', async () => {
    const gateway = await startGateway({ maxConnections: 1 });
    const before = await rawClient(gateway.port, 'nb-1');
    const after = await rawClient(gateway.port, 'nb-1');
    expect(after.received).toMatchObject([{ cmd: 'connack', returnCode: 0 }]);
    await before.ended();
    const other = new RawMqtt(gateway.port);
    other.send(connectPacket('nb-2'));
    await other.ended();
    expect(other.received).toMatchObject([{ returnCode: 3 }]);
  });

  test('who only wait for an answer are closed without one once there are a thousand too many', async () => {
    const gateway = await startGateway({ maxConnections: 1 });
    let closed = 0;
    for (let n = 0; n < WAITING_ROOM + 20; n++) {
      const stranger = new RawMqtt(gateway.port);
      stranger.socket.once('close', () => {
        closed += 1;
      });
      await once(stranger.socket, 'connect');
    }
    await until('those beyond are closed', () => closed === 19);
    expect(gateway.refused).toBe(19);
  });
});

describe('seats', () => {
  test('are free again when he who has them leaves, and not when he whom he followed does', () => {
    const seats = new Seats<string>(1);
    expect(seats.take('id', 'old')).toBe(true);
    expect(seats.take('id', 'new')).toBe(true);
    seats.leave('id', 'old');
    expect(seats.take('other', 'other')).toBe(false);
    seats.leave('id', 'new');
    expect(seats.take('other', 'other')).toBe(true);
    expect(seats.refused).toBe(1);
  });
});
