const PUBLISH_QOS_1 = 0x32;
const RETAIN = 0x01;

/** A PUBLISH packet of QoS 1 [MQTT 3.1.1, 3.3], written by hand because a city sends tens of thousands a second. */
export function publishPacket(topic: string, payload: string, id: number, retain: boolean): Buffer {
  const topicBytes = Buffer.byteLength(topic);
  const payloadBytes = Buffer.byteLength(payload);
  const remaining = 2 + topicBytes + 2 + payloadBytes;
  const lengthBytes = remaining < 128 ? 1 : remaining < 16_384 ? 2 : 3;
  const packet = Buffer.allocUnsafe(1 + lengthBytes + remaining);
  packet[0] = retain ? PUBLISH_QOS_1 | RETAIN : PUBLISH_QOS_1;
  let at = 1;
  for (let rest = remaining; at <= lengthBytes; at++, rest >>= 7) {
    packet[at] = (rest & 0x7f) | (at < lengthBytes ? 0x80 : 0);
  }
  at = packet.writeUInt16BE(topicBytes, at);
  at += packet.write(topic, at);
  at = packet.writeUInt16BE(id, at);
  packet.write(payload, at);
  return packet;
}
