import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Exhaustive runs are long single tests; a busy machine must not fail them.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    projects: [
      { extends: true, test: { name: 'fast', include: ['test/**/*.test.ts'], exclude: ['test/slow/**'] } },
      { extends: true, test: { name: 'slow', include: ['test/slow/**/*.test.ts'] } },
    ],
    coverage: {
      provider: 'v8',
      include: ['models/**', 'properties/**', 'src/**'],
      reporter: ['text-summary', 'html'],
    },
  },
});
