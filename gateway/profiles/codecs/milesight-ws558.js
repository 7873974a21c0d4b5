// Milesight WS558, controller of eight switched lines with a meter; little-endian.

function decodeUplink({ bytes }) {
  const data = {};
  const word = (at) => bytes[at + 1] * 256 + bytes[at];
  for (let at = 0; at + 2 < bytes.length; ) {
    const value = at + 2;
    switch ((bytes[at] << 8) | bytes[at + 1]) {
      case 0x0374:
        data.voltage = word(value) / 10;
        at += 4;
        break;
      case 0x0480:
        data.active_power = word(value + 2) * 65_536 + word(value);
        at += 6;
        break;
      case 0x0581:
        data.power_factor = bytes[value];
        at += 3;
        break;
      case 0x0683:
        data.power_consumption = word(value + 2) * 65_536 + word(value);
        at += 6;
        break;
      case 0x07c9:
        data.total_current = word(value);
        at += 4;
        break;
      case 0x0831:
        for (let n = 0; n < 8; n++) data[`switch_${n + 1}`] = (bytes[value + 1] >> n) & 1 ? 'on' : 'off';
        at += 4;
        break;
      default:
        return { data };
    }
  }
  return { data };
}

// `{switch_1: 'on', switch_3: 'off'}`: the first byte says which lines are meant, the second what they shall be.
function encodeDownlink({ data }) {
  let meant = 0;
  let on = 0;
  for (let n = 0; n < 8; n++) {
    const wish = data[`switch_${n + 1}`];
    if (wish === undefined) continue;
    if (wish !== 'on' && wish !== 'off') return { errors: [`switch_${n + 1}: on or off`] };
    meant |= 1 << n;
    if (wish === 'on') on |= 1 << n;
  }
  return meant === 0 ? { errors: ['nothing to switch'] } : { bytes: [0x08, meant, on], fPort: 85 };
}
