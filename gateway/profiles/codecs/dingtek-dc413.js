// Dingtek DC413, ultrasonic level sensor for sewers; the frame of the DC410 with bare numbers.

function settings(bytes) {
  return {
    firmware: `${bytes[5]}.${bytes[6]}`,
    uploadInterval: bytes[7],
    detectInterval: bytes[8],
    levelThreshold: bytes[9],
    fallThreshold: bytes[11],
    fallEnable: bytes[12] !== 0,
    workMode: bytes[13],
  };
}

function decodeUplink({ bytes, fPort }) {
  if (fPort !== 3) return { errors: ['unknown FPort'] };
  if (bytes.length !== 17 && bytes.length !== 25) return { errors: ['wrong length'] };
  if (bytes[3] === 3) return { data: settings(bytes) };
  const rest = bytes.slice(bytes.length === 25 ? 16 : 8);
  return {
    data: {
      level: bytes[5] * 256 + bytes[6],
      alarmLevel: rest[3] >> 4 !== 0,
      alarmFall: rest[4] >> 4 !== 0,
      alarmBattery: (rest[4] & 15) !== 0,
      angle: rest[2],
      temperature: rest[0],
      frameCounter: rest[5] * 256 + rest[6],
    },
  };
}
