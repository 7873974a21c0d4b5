import { parentPort, workerData } from 'node:worker_threads';
import { getQuickJS } from 'quickjs-emscripten';
import type { CodecCall, CodecReply, ThreadSettings } from './call.js';
import { CodecFault, LoadedCodec } from './loaded-codec.js';

/** Codecs that are kept ready; the one that was not used for longest makes room. */
const KEPT_CODECS = 64;

// Set by `codec-runner.ts`, which starts this thread.
const { sources, running } = workerData as ThreadSettings;
const quickjs = await getQuickJS();
// The first run of anything compiles parts of the module; no codec is to pay for that.
new LoadedCodec(quickjs, '').dispose();
const loaded = new Map<string, LoadedCodec>();

function codecOf(name: string): LoadedCodec {
  const source = sources.get(name);
  if (source === undefined) throw new CodecFault(`there is no codec ${name}`, 'no');
  const codec = loaded.get(name) ?? new LoadedCodec(quickjs, source);
  loaded.delete(name);
  loaded.set(name, codec);
  const [oldest] = loaded.keys();
  if (loaded.size > KEPT_CODECS && oldest !== undefined) drop(oldest);
  return codec;
}

function drop(name: string): void {
  loaded.get(name)?.dispose();
  loaded.delete(name);
}

function answer({ id, codec, name, input }: CodecCall): CodecReply {
  try {
    return { id, output: codecOf(codec).run(name, input) };
  } catch (error) {
    // Anything but a codec's own fault is the WebAssembly module giving up.
    const fault =
      error instanceof CodecFault ? error : new CodecFault('the codec broke its sandbox', 'thread');
    if (fault.spoilt === 'runtime') drop(codec);
    return { id, fault: fault.message, spoilt: fault.spoilt === 'thread' };
  }
}

// What came after a call that spoilt this thread is for the next one.
let isSpoilt = false;
parentPort?.on('message', (call: CodecCall) => {
  if (isSpoilt) return;
  Atomics.store(running, 0, call.id);
  const reply = answer(call);
  Atomics.store(running, 0, 0);
  isSpoilt = 'spoilt' in reply && reply.spoilt;
  parentPort?.postMessage(reply);
});
