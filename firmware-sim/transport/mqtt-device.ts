import { connect, type MqttClient } from 'mqtt';
import { type AssetId, type Device, pointSpec, seconds, type UnixMs } from '../../core/index.js';
import type { Clock, Logger } from '../../runtime/index.js';
import type { Points } from '../plant/sampler.js';

export interface MqttDeviceDeps {
  readonly device: Device;
  readonly asset: AssetId;
  readonly url: string;
  readonly secret: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** Rises with every start of the device. */
  readonly boot: number;
}

/** A terminal keeps this many reports while it has no connection; then the oldest go. */
const MEMORY = 1_000;
const FIRMWARE = '1.4.2';
const GOODBYE = seconds(2);

/** One field terminal on MQTT: a connection of its own, store and forward, a last will. */
export class MqttDevice {
  private readonly memory: string[] = [];
  private client: MqttClient | undefined;
  private seq = 0;
  private isSending = false;

  constructor(private readonly deps: MqttDeviceDeps) {}

  /** Connects when it is not, and goes on trying. */
  switchOn(): void {
    if (this.client !== undefined) return;
    const { device, url, secret, log } = this.deps;
    const { deviceId } = device;
    this.client = connect(url, {
      clientId: deviceId,
      username: deviceId,
      password: secret,
      reconnectPeriod: 5_000,
      connectTimeout: 10_000,
      keepalive: 60,
      will: { topic: this.topic('status'), payload: Buffer.from('{"online":false}'), qos: 1, retain: true },
    });
    this.client.on('error', (error) =>
      log.debug('device.unconnected', { device: deviceId, error: error.message }),
    );
    this.client.on('connect', () => {
      this.client?.publish(this.topic('status'), JSON.stringify({ online: true, fw: FIRMWARE }), {
        qos: 1,
        retain: true,
      });
      void this.send();
    });
  }

  /** The battery is out: the connection breaks off without a word, and the broker publishes the will. */
  cutOff(): void {
    this.client?.end(true);
    this.client = undefined;
    // What was under way will never be acknowledged; it stays in the memory.
    this.isSending = false;
  }

  /** Takes the reading into memory and sends what can be sent. */
  report(at: UnixMs, points: Points): void {
    const { asset, boot } = this.deps;
    this.memory.push(JSON.stringify({ ts: at, boot, seq: this.seq++, asset, ...onWire(points) }));
    if (this.memory.length > MEMORY) this.memory.shift();
    void this.send();
  }

  /** Says goodbye, if the broker lets it. */
  async close(): Promise<void> {
    const { client } = this;
    this.client = undefined;
    if (client === undefined) return;
    await Promise.race([client.endAsync(), this.deps.clock.sleep(GOODBYE)]);
    client.end(true);
  }

  /** One message at a time; a report leaves the memory when the broker has it. */
  private async send(): Promise<void> {
    if (this.isSending) return;
    this.isSending = true;
    try {
      while (this.memory.length > 0 && this.client?.connected === true) {
        const batch = this.memory.slice();
        const payload = batch.length === 1 ? batch.join() : `[${batch.join()}]`;
        await this.client.publishAsync(this.topic('up'), payload, { qos: 1 });
        while (this.memory[0] !== undefined && batch.includes(this.memory[0])) this.memory.shift();
      }
    } catch (error) {
      this.deps.log.debug('device.unsent', { device: this.deps.device.deviceId, error: String(error) });
    } finally {
      this.isSending = false;
    }
  }

  private topic(leaf: 'up' | 'status'): string {
    return `sk/v1/${this.deps.device.deviceId}/${leaf}`;
  }
}

/** Flags travel as booleans. */
function onWire(points: Points): Record<string, number | string | boolean> {
  return Object.fromEntries(
    Object.entries(points).map(([name, value]) => [
      name,
      pointSpec(name)?.type === 'flag' ? value === 1 : value,
    ]),
  );
}
