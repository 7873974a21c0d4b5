// Milesight EM500-SWL, submersible level probe: height of the water above it, in cm.

function decodeUplink({ bytes }) {
  const data = {};
  for (let at = 0; at < bytes.length; ) {
    const [channel, type] = [bytes[at], bytes[at + 1]];
    if (channel === 0x01 && type === 0x75) {
      data.battery = bytes[at + 2];
      at += 3;
    } else if (channel === 0x03 && type === 0x77) {
      data.distance = bytes[at + 3] * 256 + bytes[at + 2];
      at += 4;
    } else break;
  }
  return { data };
}
