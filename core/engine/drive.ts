import type { EngineInput } from '../model/entry.js';
import type { Effect, Engine } from './engine.js';

/**
 * Feeds inputs in their order and yields what follows from them. `apply` meets every deadline that falls due before an
 * input by itself, dated by the deadline, so live, backtest and simulation need nobody to tick.
 */
export async function* drive(
  engine: Engine,
  inputs: AsyncIterable<EngineInput> | Iterable<EngineInput>,
): AsyncGenerator<Effect, void, undefined> {
  for await (const input of inputs) yield* engine.apply(input);
}
