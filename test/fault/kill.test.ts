import { expect, test } from 'vitest';
import { killUnderLoad } from '../../bench/kill.js';

test('killed under load, nothing acknowledged is lost or doubled, and the alerts are those of the backtest', async () => {
  const result = await killUnderLoad({
    rounds: 3,
    rate: 5_000,
    connections: 10,
    devicesPerConnection: 20,
    lifeMs: [500, 1_500],
  });
  expect(result.acknowledged).toBeGreaterThan(0);
  expect(result.alerts).toBeGreaterThan(0);
  expect(result).toMatchObject({
    stored: result.acknowledged,
    storedTwice: 0,
    missing: 0,
    ledgerUnbalanced: 0,
    alertsDiffering: 0,
  });
}, 180_000);
