// Dragino LDDS75 (distance) and LDDS20 (height of a liquid), firmware 1.1.4 and later; big-endian.

function lengthOf(mm) {
  if (mm === 0) return 'No Sensor';
  // 20 mm is the sensor's word for an echo that it could not use.
  return mm === 20 ? 'Invalid Reading' : `${mm} mm`;
}

function decodeUplink({ bytes, fPort }) {
  if (fPort !== 2) return { errors: ['unknown FPort'] };
  if (bytes.length < 5) return { errors: ['wrong length'] };
  const data = {
    Bat: ((bytes[0] * 256 + bytes[1]) & 0x3fff) / 1000,
    Distance: lengthOf(bytes[2] * 256 + bytes[3]),
    Interrupt_flag: bytes[4],
  };
  if (bytes.length < 8) return { data };
  const raw = bytes[5] * 256 + bytes[6];
  return {
    data: {
      ...data,
      TempC_DS18B20: ((raw > 0x7fff ? raw - 0x10000 : raw) / 10).toFixed(2),
      Sensor_flag: bytes[7],
    },
  };
}
