// Milesight EM400-MUD, ultrasonic distance sensor with temperature and position. Channel + 0x80 is the same with an alarm.

function decodeUplink({ bytes }) {
  const data = {};
  for (let at = 0; at < bytes.length; ) {
    const [channel, type] = [bytes[at], bytes[at + 1]];
    const word = bytes[at + 3] * 256 + bytes[at + 2];
    const alarm = channel >= 0x80 ? 1 : 0;
    switch (((channel & 0x7f) << 8) | type) {
      case 0x0175:
        data.battery = bytes[at + 2];
        at += 3;
        break;
      case 0x0367:
        data.temperature = (word > 0x7fff ? word - 0x10000 : word) / 10;
        at += 4 + alarm;
        break;
      case 0x0482:
        data.distance = word;
        at += 4 + alarm;
        break;
      case 0x0500:
        data.position = bytes[at + 2] === 0 ? 'normal' : 'tilt';
        at += 3;
        break;
      default:
        return { data };
    }
  }
  return { data };
}
