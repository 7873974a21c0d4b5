import type { QuickJSContext, QuickJSHandle, QuickJSRuntime, QuickJSWASMModule } from 'quickjs-emscripten';
import { CALL_MS, type CodecFunction, TOO_LONG } from './call.js';
import { asFactory, HARNESS } from './harness.js';

const MEMORY_BYTES = 16 * 1024 * 1024;
const STACK_BYTES = 256 * 1024;
/**
 * Times that the interpreter asks whether to go on, which it does every 10,000 branches: less work than so many is not
 * what made a call long; the machine was busy with something else.
 */
const LEAST_WORK = 40;
const MAX_OUTPUT = 64 * 1024;
const MAX_REASON = 200;

/** Why a call gave nothing. `spoilt`: its runtime is not to be used again; out of memory, neither is the thread. */
export class CodecFault extends Error {
  readonly spoilt: 'no' | 'runtime' | 'thread';

  constructor(message: string, spoilt: CodecFault['spoilt']) {
    super(message);
    this.spoilt = spoilt;
  }
}

/** One codec in a runtime of its own: no I/O, 16 MB, 50 ms a call. */
export class LoadedCodec {
  readonly #runtime: QuickJSRuntime;
  readonly #context: QuickJSContext;
  readonly #call: QuickJSHandle;
  #deadline = 0;
  #work = 0;

  constructor(quickjs: QuickJSWASMModule, source: string) {
    this.#runtime = quickjs.newRuntime();
    this.#runtime.setMemoryLimit(MEMORY_BYTES);
    this.#runtime.setMaxStackSize(STACK_BYTES);
    this.#runtime.setInterruptHandler(() => this.#isOver());
    this.#context = this.#runtime.newContext();
    const context = this.#context;
    this.#begin();
    const harness = this.#taken(context.evalCode(HARNESS, 'harness.js'));
    const make = this.#taken(context.evalCode(asFactory(source), 'codec.js'));
    this.#call = this.#taken(context.callFunction(harness, context.undefined, make));
    harness.dispose();
    make.dispose();
  }

  /** What the function returns, as JSON. Throws `CodecFault`. */
  run(name: CodecFunction, input: string): string {
    const context = this.#context;
    const [what, text] = [context.newString(name), context.newString(input)];
    this.#begin();
    try {
      const output = this.#taken(context.callFunction(this.#call, context.undefined, what, text));
      const answer = context.typeof(output) === 'string' ? context.getString(output) : undefined;
      output.dispose();
      if (answer === undefined) throw new CodecFault('the codec returned nothing', 'no');
      if (answer.length > MAX_OUTPUT) throw new CodecFault('the codec returned more than 64 KiB', 'no');
      return answer;
    } finally {
      what.dispose();
      text.dispose();
    }
  }

  dispose(): void {
    this.#call.dispose();
    this.#context.dispose();
    this.#runtime.dispose();
  }

  #begin(): void {
    this.#deadline = performance.now() + CALL_MS;
    this.#work = 0;
  }

  #isOver(): boolean {
    this.#work += 1;
    return this.#work >= LEAST_WORK && performance.now() > this.#deadline;
  }

  #taken(result: { value: QuickJSHandle } | { error: QuickJSHandle }): QuickJSHandle {
    if (!('error' in result)) return result.value;
    const thrown: unknown = this.#context.dump(result.error);
    result.error.dispose();
    const said = textOf(thrown);
    if (said === 'interrupted') throw new CodecFault(TOO_LONG, 'runtime');
    if (said === 'out of memory') throw new CodecFault('the codec used more than 16 MB', 'thread');
    throw new CodecFault(`the codec threw: ${said.slice(0, MAX_REASON)}`, 'no');
  }
}

const textOf = (thrown: unknown): string =>
  typeof thrown === 'object' && thrown !== null && 'message' in thrown
    ? String(thrown.message)
    : String(thrown);
