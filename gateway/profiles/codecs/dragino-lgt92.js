// Dragino LGT-92, GPS tracker; big-endian. A place of zeros is none.

function signed(bytes, at, length) {
  let value = 0;
  for (const byte of bytes.slice(at, at + length)) value = value * 256 + byte;
  return bytes[at] > 127 ? value - 256 ** length : value;
}

const MODES = ['Disable', 'Move', 'Collide', 'Custom'];

function decodeUplink({ bytes }) {
  if (bytes.length < 11) return { errors: ['wrong length'] };
  const [latitude, longitude] = [signed(bytes, 0, 4) / 1e6, signed(bytes, 4, 4) / 1e6];
  const data = {
    ALARM_status: (bytes[8] & 0x40) !== 0,
    BatV: (((bytes[8] & 0x3f) << 8) | bytes[9]) / 1000,
    MD: MODES[bytes[10] >> 6],
    LON: (bytes[10] & 0x20) !== 0,
    FW: 160 + (bytes[10] & 0x1f),
  };
  if (bytes.length >= 15) {
    data.Roll = signed(bytes, 11, 2) / 100;
    data.Pitch = signed(bytes, 13, 2) / 100;
  }
  if (latitude === 0 && longitude === 0) return { data, warnings: ['GPS failed to obtain location'] };
  return { data: { ...data, latitude, longitude } };
}
