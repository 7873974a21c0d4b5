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
export const HARNESS = `(function () {
  const { parse, stringify } = JSON;
  const { ownKeys, deleteProperty } = Reflect;
  const Time = Date;
  const quiet = () => {};
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
})()`;
