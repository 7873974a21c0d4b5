// Dingtek DC410, ultrasonic level sensor under a manhole cover.

function settings(bytes) {
  return {
    periodic_upload_interval: `${bytes[7]} hours`,
    periodic_detection_interval: `${bytes[8]} minutes`,
    full_alarm_threshold: `${bytes[9]} cm`,
    motion_alarm_threshold: `${bytes[11]} °`,
    motion_alarm_enable: bytes[12] !== 0,
    ultrasonic_range: `${bytes[13] === 0 ? 2000 : 5000} mm`,
  };
}

function decodeUplink({ bytes, fPort }) {
  if (fPort !== 3) return { errors: ['unknown FPort'] };
  if (bytes.length !== 17 && bytes.length !== 25) return { errors: ['wrong length'] };
  if (bytes[3] === 3) return { data: settings(bytes) };
  const rest = bytes.slice(bytes.length === 25 ? 16 : 8);
  return {
    data: {
      level: `${bytes[5] * 256 + bytes[6]} mm`,
      full: rest[3] >> 4 !== 0,
      motion: rest[4] >> 4 !== 0,
      battery: (rest[4] & 15) !== 0,
      angle: `${rest[2]} °`,
      temperature: `${rest[0]} ℃`,
      frame_counter: rest[5] * 256 + rest[6],
    },
  };
}
