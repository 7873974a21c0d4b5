import { expect, test } from 'vitest';
import { Turns } from '../../../../gateway/drivers/modbus/turns.js';

/** Units in the order they are served. */
function order(turns: Turns<{ unit: number }>): number[] {
  const served: number[] = [];
  for (let next = turns.take(); next !== undefined; next = turns.take()) served.push(next.unit);
  return served;
}

function waiting(...units: number[]): Turns<{ unit: number }> {
  const turns = new Turns<{ unit: number }>();
  for (const unit of units) turns.add({ unit });
  return turns;
}

test('units that answer are served as they come', () => {
  const turns = waiting(1, 2, 1);
  turns.noteAnswer(1, true);
  turns.noteAnswer(2, true);
  expect(order(turns)).toEqual([1, 2, 1]);
});

test('a unit that answers waits for one untried unit at most', () => {
  const turns = waiting(11, 12, 13, 1, 1);
  turns.noteAnswer(1, true);
  expect(order(turns)).toEqual([11, 1, 12, 1, 13]);
});

test('failed units wait while probing rests, and are not forgotten', () => {
  const turns = waiting(9, 1);
  turns.noteAnswer(1, true);
  turns.noteAnswer(9, false);
  turns.mayProbe = false;
  expect(order(turns)).toEqual([1]);
  turns.mayProbe = true;
  expect(order(turns)).toEqual([9]);
});
