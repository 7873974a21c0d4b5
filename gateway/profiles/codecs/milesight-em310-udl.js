// Milesight EM310-UDL, ultrasonic distance sensor. Frames are runs of channel, type, value; values are little-endian.

function decodeUplink({ bytes }) {
  const data = {};
  for (let at = 0; at < bytes.length; ) {
    const [channel, type] = [bytes[at], bytes[at + 1]];
    const [low, high] = [bytes[at + 2], bytes[at + 3]];
    if (channel === 0x01 && type === 0x75) data.battery = low;
    else if (channel === 0x03 && type === 0x82) data.distance = high * 256 + low;
    else if (channel === 0x04 && type === 0x00) data.tilt = low === 0 ? 'normal' : 'tilt';
    else break;
    at += type === 0x82 ? 4 : 3;
  }
  return { data };
}
