import { defineConfig } from 'vitest/config';

// Tests run on the compiled tree: what is tested is what ships, and worker files exist where the code looks for them.
export default defineConfig({
  test: {
    include: ['dist/test/**/*.test.js'],
    exclude: [],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
  },
});
