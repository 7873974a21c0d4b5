import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planBlocks, type Span } from '../../../../gateway/drivers/modbus/plan.js';
import { isBitTable, type RegisterMap } from '../../../../gateway/drivers/modbus/register-map.js';

type Limits = NonNullable<RegisterMap['block']>;
const input = (start: number, length = 1): Span => ({ table: 'input', start, length });

describe('blocks', () => {
  test.each<{ says: string; spans: Span[]; limits: Limits; blocks: Span[] }>([
    { says: 'neighbours become one', spans: [input(2, 2), input(0, 2)], limits: {}, blocks: [input(0, 4)] },
    { says: 'a small hole is read across', spans: [input(0), input(9)], limits: {}, blocks: [input(0, 10)] },
    { says: 'a large hole is not', spans: [input(0), input(10)], limits: {}, blocks: [input(0), input(10)] },
    { says: 'overlaps are read once', spans: [input(0, 4), input(2)], limits: {}, blocks: [input(0, 4)] },
    {
      says: 'the limit splits, between values',
      spans: [input(0, 2), input(2, 2), input(4, 2)],
      limits: { max: 5 },
      blocks: [input(0, 4), input(4, 2)],
    },
    {
      says: 'a forbidden address in the hole splits',
      spans: [input(0), input(4)],
      limits: { never: [{ table: 'input', from: 2, to: 2 }] },
      blocks: [input(0), input(4)],
    },
    {
      says: 'one of another table does not',
      spans: [input(0), input(4)],
      limits: { never: [{ table: 'coil', from: 2, to: 2 }] },
      blocks: [input(0, 5)],
    },
    {
      says: 'tables stay apart',
      spans: [input(0), { table: 'holding', start: 1, length: 1 }],
      limits: {},
      blocks: [{ table: 'holding', start: 1, length: 1 }, input(0)],
    },
  ])('$says', ({ spans, limits, blocks }) => {
    expect(planBlocks(spans, limits)).toEqual(blocks);
  });

  test('hold every span whole, keep to the limits, and touch nothing forbidden', () => {
    const span = fc.record({
      table: fc.constantFrom('holding', 'input', 'coil', 'discrete'),
      start: fc.integer({ min: 0, max: 400 }),
      length: fc.integer({ min: 1, max: 4 }),
    });
    const limits = fc.record({
      max: fc.integer({ min: 4, max: 60 }),
      max_bits: fc.integer({ min: 4, max: 90 }),
      gap: fc.nat(20),
    });
    fc.assert(
      fc.property(
        fc.array(span, { maxLength: 60 }),
        limits,
        fc.integer({ min: 0, max: 400 }),
        (spans, base, at) => {
          const never = [{ table: 'input' as const, from: at, to: at + 3 }];
          const wanted = spans.filter(
            (s) => s.table !== 'input' || s.start > at + 3 || s.start + s.length <= at,
          );
          const blocks = planBlocks(wanted, { ...base, never });
          for (const s of wanted) {
            expect(
              blocks.some(
                (b) => b.table === s.table && b.start <= s.start && b.start + b.length >= s.start + s.length,
              ),
            ).toBe(true);
          }
          for (const b of blocks) {
            expect(b.length).toBeLessThanOrEqual(isBitTable(b.table) ? base.max_bits : base.max);
            expect(b.table === 'input' && b.start <= at + 3 && b.start + b.length > at).toBe(false);
          }
        },
      ),
    );
  });
});
