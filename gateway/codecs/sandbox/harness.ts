/**
 * The codec as a function that makes it anew. Platforms run each message in a fresh scope, and codecs rely on it:
 * their global variables start over with each call, without the source being read again.
 */
export const asFactory = (source: string): string =>
  `(function () { ${source}
;return {
  decodeUplink: typeof decodeUplink === 'function' ? decodeUplink : undefined,
  encodeDownlink: typeof encodeDownlink === 'function' ? encodeDownlink : undefined
}; })`;

/**
 * Runs inside the sandbox, apart from the codec's own scope. Text in, text out: nothing but JSON crosses the border.
 * What a codec left behind on the global object by forgetting `var` is swept away.
 */
const RUN = `(function (BUFFER) {
  const { parse, stringify } = JSON;
  const { ownKeys, deleteProperty } = Reflect;
  const Time = Date;
  const quiet = () => {};
  globalThis.Buffer = BUFFER;
  globalThis.console = { log: quiet, debug: quiet, info: quiet, warn: quiet, error: quiet };
  const known = ownKeys(globalThis);
  return (make) => (name, text) => {
    const input = parse(text);
    if (input.recvTime !== undefined) input.recvTime = new Time(input.recvTime);
    const run = make()[name];
    if (run === undefined) throw new Error('there is no function ' + name);
    const output = stringify(run(input));
    const keys = ownKeys(globalThis);
    if (keys.length > known.length) for (const key of keys) if (!known.includes(key)) deleteProperty(globalThis, key);
    return output;
  };
})`;

/**
 * ChirpStack gives codecs a Buffer, and some can't do without: the part of Node's that codecs use, made here. Numbers
 * are read and written as in `readUInt16LE`; texts are hexadecimal digits or ASCII.
 */
const BUFFER = `(function () {
  class Buffer extends Uint8Array {
    static from(given, encoding) {
      if (typeof given !== 'string') return new Buffer(given);
      const bytes = encoding === 'hex'
        ? (given.match(/[0-9a-fA-F]{2}/g) || []).map((pair) => parseInt(pair, 16))
        : Array.from(given, (letter) => letter.charCodeAt(0) & 255);
      return new Buffer(bytes);
    }
    static alloc(size) { return new Buffer(size); }
    static isBuffer(value) { return value instanceof Buffer; }
    static concat(parts) { return new Buffer([].concat(...parts.map((part) => Array.from(part)))); }
    slice(from, to) { return this.subarray(from, to); }
    toString(encoding) {
      return encoding === 'hex'
        ? Array.from(this, (byte) => byte.toString(16).padStart(2, '0')).join('')
        : String.fromCharCode(...this);
    }
    toJSON() { return { type: 'Buffer', data: Array.from(this) }; }
  }
  const kinds = [['UInt8', 'Uint8'], ['Int8', 'Int8'], ['UInt16', 'Uint16'], ['Int16', 'Int16'],
    ['UInt32', 'Uint32'], ['Int32', 'Int32'], ['Float', 'Float32'], ['Double', 'Float64'],
    ['BigUInt64', 'BigUint64'], ['BigInt64', 'BigInt64']];
  for (const [name, kind] of kinds) for (const order of kind.endsWith('t8') ? [''] : ['LE', 'BE']) {
    const view = (bytes) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const size = parseInt(kind.replace(/\\D+/, ''), 10) / 8;
    const read = function (at = 0) { return view(this)['get' + kind](at, order === 'LE'); };
    const write = function (value, at = 0) { view(this)['set' + kind](at, value, order === 'LE'); return at + size; };
    for (const alias of [name, name.replace('UInt', 'Uint')]) {
      Object.defineProperty(Buffer.prototype, 'read' + alias + order, { value: read, configurable: true });
      Object.defineProperty(Buffer.prototype, 'write' + alias + order, { value: write, configurable: true });
    }
  }
  return Buffer;
})()`;

/** What is run first in every sandbox; it takes the factory of a codec and gives the function that calls it. */
export const HARNESS = `${RUN}(${BUFFER})`;
