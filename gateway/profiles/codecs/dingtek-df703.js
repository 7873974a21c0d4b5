// Dingtek DF703, ultrasonic fill sensor for bins; the frame of the DF702 with bare numbers and a counter.

function place(bytes, at) {
  const view = new DataView(new Uint8Array(bytes.slice(at, at + 4)).buffer);
  return view.getFloat32(0, true).toFixed(6);
}

function settings(bytes) {
  return {
    firmware: `${bytes[5]}.${bytes[6]}`,
    uploadInterval: bytes[7],
    detectInterval: bytes[8],
    levelThreshold: bytes[9],
    fireThreshold: bytes[10],
    fallThreshold: bytes[11],
    fallEnable: bytes[12] !== 0,
    workMode: bytes[13],
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
      level: bytes[5] * 256 + bytes[6],
      ...(hasPlace ? { longitude: place(bytes, 8), latitude: place(bytes, 12) } : {}),
      alarmLevel: rest[3] >> 4 !== 0,
      alarmFire: (rest[3] & 15) !== 0,
      alarmFall: rest[4] >> 4 !== 0,
      alarmBattery: (rest[4] & 15) !== 0,
      angle: rest[2],
      temperature: rest[0],
      frameCounter: rest[5] * 256 + rest[6],
    },
  };
}
