/** Ten digits, so that a packet keeps its length while the counter runs. */
export const FIRST_SEQ = 1_000_000_000;

interface Slot {
  readonly packet: Buffer;
  readonly idAt: number;
  readonly tsAt: number;
  readonly seqAt: number;
  readonly fillAt: number;
  seq: number;
  ts: number;
}

/**
 * Ready-made QoS 1 PUBLISH packets of 3 readings, one per device, whose numbers are patched in place: the generator
 * must cost far less than what it measures, on the same two cores.
 */
export class PublishTemplate {
  readonly #slots: Slot[];
  readonly bytes: number;

  constructor(devices: readonly string[], boot: number) {
    this.#slots = devices.map((device) => slotFor(device, boot));
    this.bytes = Math.max(...this.#slots.map((slot) => slot.packet.length));
  }

  get devices(): number {
    return this.#slots.length;
  }

  /** Writes the next report of device `index` into `target`; returns the bytes written. */
  write(target: Buffer, offset: number, index: number, messageId: number, ts: number): number {
    const slot = this.#slots[index];
    if (slot === undefined) throw new RangeError(`no device ${index}`);
    const { packet } = slot;
    packet.writeUInt16BE(messageId, slot.idAt);
    // A device's clock moves between two reports, or they would be the same reading.
    slot.ts = Math.max(ts, slot.ts + 1);
    digits(packet, slot.tsAt, slot.ts, 13);
    digits(packet, slot.seqAt, slot.seq, 10);
    digits(packet, slot.fillAt, 10 + (slot.seq % 60), 2);
    slot.seq += 1;
    return packet.copy(target, offset);
  }

  /** Reports made so far for device `index`. */
  sent(index: number): number {
    return (this.#slots[index]?.seq ?? FIRST_SEQ) - FIRST_SEQ;
  }
}

function digits(target: Buffer, at: number, value: number, width: number): void {
  let rest = value;
  for (let place = at + width - 1; place >= at; place--) {
    const next = Math.floor(rest / 10);
    target[place] = 48 + rest - next * 10;
    rest = next;
  }
}

function slotFor(device: string, boot: number): Slot {
  const topic = Buffer.from(`sk/v1/${device}/up`);
  const payload = Buffer.from(
    `{"ts":1000000000000,"boot":${boot},"seq":${FIRST_SEQ},"fill_pct":10.5,"battery_v":3.61,"temperature_c":21.4}`,
  );
  const remaining = 2 + topic.length + 2 + payload.length;
  const header = Buffer.from([0x32, (remaining & 0x7f) | 0x80, remaining >> 7]);
  const topicLength = Buffer.from([topic.length >> 8, topic.length & 0xff]);
  const packet = Buffer.concat([header, topicLength, topic, Buffer.alloc(2), payload]);
  const body = header.length + 2 + topic.length + 2;
  const inBody = (text: string): number => body + payload.indexOf(text) + text.length;
  return {
    packet,
    idAt: body - 2,
    tsAt: inBody('"ts":'),
    seqAt: inBody('"seq":'),
    fillAt: inBody('"fill_pct":'),
    seq: FIRST_SEQ,
    ts: 0,
  };
}
