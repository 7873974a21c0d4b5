// Dingtek DF702, ultrasonic fill sensor for bins. Words and units as its users know them from their network server.
// Frame: 80 00 01 type length … 81; a place, where there is one, takes eight bytes in front of the temperature.

function place(bytes, at) {
  const view = new DataView(new Uint8Array(bytes.slice(at, at + 4)).buffer);
  return view.getFloat32(0, true).toFixed(6);
}

function settings(bytes) {
  return {
    periodic_interval: `${bytes[7]} hours`,
    detection_interval: `${bytes[8]} minutes`,
    full_alarm_threshold: `${bytes[9]} cm`,
    fire_alarm_threshold: `${bytes[10]} ℃`,
    tilt_alarm_threshold: `${bytes[11]} °`,
    tilt_enable: bytes[12] !== 0,
    ultrasonic_range: `${bytes[13] === 0 ? 2000 : 5000} mm`,
  };
}

function decodeUplink({ bytes, fPort }) {
  if (fPort !== 3) return { errors: ['unknown FPort'] };
  if (bytes.length !== 17 && bytes.length !== 25) return { errors: ['wrong length'] };
  if (bytes[3] === 3) return { data: settings(bytes) };
  const hasPlace = bytes.length === 25;
  const rest = bytes.slice(hasPlace ? 16 : 8);
  return {
    data: {
      level: `${bytes[5] * 256 + bytes[6]} mm`,
      ...(hasPlace ? { longitude: place(bytes, 8), latitude: place(bytes, 12) } : {}),
      full: rest[3] >> 4 !== 0,
      fire: (rest[3] & 15) !== 0,
      tilt: rest[4] >> 4 !== 0,
      battery: (rest[4] & 15) !== 0,
      angle: `${rest[2]} °`,
      temperature: `${rest[0]} ℃`,
    },
  };
}
